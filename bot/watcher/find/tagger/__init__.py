"""The quotation tagger: text in, quotations with their cues and sources out; onnxruntime, tokenizers and numpy only."""

from bot.watcher.find.tagger.decode import SpanTriple
from bot.watcher.find.tagger.tagger import Tagger

__all__ = ["SpanTriple", "Tagger"]
