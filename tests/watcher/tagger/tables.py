"""A small word-piece table for tests: single characters, and the words given."""

from __future__ import annotations

import string

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers


def piece_table(*words: str) -> Tokenizer:
    """Write any word of ASCII letters and digits."""
    singles = string.ascii_lowercase + string.digits + string.punctuation + "“”«»‘’"
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *words, *singles, *(f"##{single}" for single in singles)]
    table = Tokenizer(models.WordPiece({piece: number for number, piece in enumerate(pieces)}, unk_token="[UNK]"))
    table.normalizer = normalizers.BertNormalizer(lowercase=True)
    table.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return table
