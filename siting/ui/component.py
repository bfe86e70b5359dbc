"""Parts of the page with scripts of their own: registered once, their files fetched from the app's server."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

import siting

_HTML = '<div class="siting-root"></div>'
# Only this goes with the page; what it fetches stays in the browser.
_SCRIPT = """
const base = new URL('siting/asset/', document.baseURI);
const version = '?v=VERSION';
function style(name) {
  if (document.querySelector(`link[data-siting="${name}"]`)) return;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL(name + version, base);
  link.dataset.siting = name;
  document.head.append(link);
}
function leaflet() {
  window.sitingLeaflet ||= new Promise((done, failed) => {
    const script = document.createElement('script');
    script.src = new URL('leaflet.js' + version, base);
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
  return window.sitingLeaflet;
}
export default function (component) {
  const root = component.parentElement.querySelector('.siting-root');
  style('leaflet.css');
  style('map.css');
  leaflet().then(() => import(new URL('MODULE' + version, base))).then(({ mount }) => mount(component, root));
}
"""


@cache
def component(module: str) -> Any:
    """Return what mounts a part of the page.

    Parameters
    ----------
    module : str
        Its script among `map_assets`, which exports ``mount(component, root)``.
    """
    script = _SCRIPT.replace("VERSION", siting.__version__).replace("MODULE", module)
    name = f"siting_{module.removesuffix('.js')}"
    return st.components.v2.component(name, html=_HTML, js=script, isolate_styles=False)
