"""What a notebook calls: tables, figures, the tile map and Danish text, all from the protected cube."""

import logging

# On a new machine matplotlib may say that it builds its font cache: no reader's concern, and not the same in every run.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
