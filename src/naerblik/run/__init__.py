"""The run: registers and cubes prepared, notebooks executed, pages rendered, checked and written."""
