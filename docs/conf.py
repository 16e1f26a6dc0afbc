"""How the documentation is built: `python -m sphinx -W -n docs site` (needs `onrecord[docs]`)."""

from __future__ import annotations

import onrecord

project = "onrecord"
author = "the developers of onrecord"
release = version = onrecord.__version__
copyright = "the developers of onrecord, MIT licence"

extensions = ["myst_nb", "sphinx.ext.autodoc"]
# what stands in backquotes in a docstring
default_role = "code"
html_theme = "furo"
html_title = f"onrecord {release}"
# nothing is asked of other hosts by a reader of the pages
html_theme_options = {"source_repository": "", "light_css_variables": {"font-stack": "system-ui, sans-serif"}}
html_show_sourcelink = False

# headings are linked to as they are on code hosts
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
# the notebook is shown as its tests ran it last
nb_execution_mode = "off"

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
