"""What a notebook calls: tables, figures, the tile map and Danish text, all from the protected cube."""
