"""Runs the notebooks over a store of their own and stores what they show: call it when a number is to change."""

import os
import tempfile

import nbformat

with tempfile.TemporaryDirectory() as store:
    os.environ["NAERBLIK_DATA"] = store
    from nbclient import NotebookClient

    from naerblik.project import NOTEBOOKS
    from naerblik.run.execute import local_sockets

    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        with local_sockets() as config:
            NotebookClient(notebook, kernel_name="python3", config=config).execute(cwd=str(NOTEBOOKS))
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)  # when it ran is no content
        nbformat.write(notebook, path)
        print(f"{path.name}: {len(notebook.cells)} cells")
