"""What a reader finds in a reply or an alert: its text, its buttons, its segments of one style."""

from __future__ import annotations

from handlers.render.pieces.segments import line_text


def text_of(reply):
    return "\n".join([reply.title, *(line_text(line) for block in reply.blocks for line in block.lines), reply.footer])


def labels(reply):
    return [button.label for button in reply.buttons]


def token(shown, label):
    return next(button.token for button in shown.buttons if button.label == label)


def segments_of(reply, style):
    return [part for block in reply.blocks for line in block.lines for part in line if part.style is style]


def styled(line, style):
    return [piece.text for piece in line if piece.style is style]
