"""What a page puts around its text: captions, links to other articles, pleas to subscribe, credits."""

from __future__ import annotations

import re
from typing import Final

BOILERPLATE: Final = re.compile(
    r"""
    ^\W*
    (?:
        read\ (?:also|more|next) | see\ also | related(?:\ articles?|\ stories)?\b | recommended
        | more\ on\ this | also\ read | watch: | listen: | photo\b | photos?: | file\ photo | image\b
        | picture: | caption | getty | subscribe | sign\ up | follow\ (?:us|@|him|her|our) | newsletter
        | advertisement | did\ you\ find | report\ (?:a|an)\ (?:mistake|error) | share\ this | click\ here
        | copyright | © | all\ rights\ reserved | \(?reporting\ by | editing\ by | additional\ reporting
        | written\ by | translated\ by | disclaimer | this\ (?:article|story)\ (?:was|has\ been) | terms\ of
        | privacy | download | comments?\s*\( | tags?: | topics?: | source:
        | end(?:\W+\d{1,2}[:.]\d{2}[^\n]{0,15})?\W*(?:\n|$)  # "END 11:42 A.M. EDT"
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
