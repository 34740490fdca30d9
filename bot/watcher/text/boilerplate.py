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
TEASERS_BELOW: Final = re.compile(  # a heading and nothing else
    r"""
    \W* (?![^\n]*\b(?:conference|briefing|speech|remarks|interview|statement|address|hearing|rally|testimony)\b)
    (?: (?:also|elsewhere|more)\ (?:on|in|from)\ [^.!?:“"]{2,40}
      | (?:most|top|latest|popular|trending|related|recommended|other)
        \ (?:read|popular|viewed|shared|watched|commented|now|today|news|headlines?|stories|articles|posts|reading
             |for\ you)
      | (?:related|recommended|trending)
      | (?:read|up|what\ to\ read)\ next | read\ (?:more|also) | see\ also | don['’]t\ miss
      | editors?['’]s?\ (?:picks|choice)
      | you\ (?:may|might)\ (?:also\ )?(?:like|be\ interested\ in) | more\ (?:news|headlines|stories|articles|coverage)
    )
    \W*
    """,
    re.IGNORECASE | re.VERBOSE,
)
