/* Tools: what a click on the map means. Drawing ends with a double click or Enter, Escape gives it up. */
import { element, say } from './words.js';

const KINDS = {
  choose: { key: 'v' }, camera: { key: 'c' }, sign: { key: 's' }, zone: { key: 'z', shape: 'polygon' },
  obstacle: { key: 'o', shape: 'polygon' }, measure: { key: 'm', shape: 'line' },
};
const SIGNS = { choose: '⇱', camera: '◉', sign: 'i', zone: '▱', obstacle: '▤', measure: '↔' };
const INK = '#c2007a';
const REST_MS = 250;

export class Tools {
  constructor(owner) {
    this.owner = owner;
    this.map = owner.map;
    this.kind = 'choose';
    this.corners = [];
    this.sketch = L.featureGroup().addTo(this.map);
    this.bar = L.control({ position: 'topleft' });
    this.bar.onAdd = () => {
      this.box = element('div', { class: 'leaflet-bar tools', role: 'toolbar' });
      L.DomEvent.disableClickPropagation(this.box);
      return this.box;
    };
    this.bar.addTo(this.map);
    this.map.on('mousemove', (event) => this.hover(event.latlng, event.originalEvent));
    this.map.on('dblclick', () => this.finish());
    owner.canvas.addEventListener('keydown', (event) => this.key(event));
  }

  redraw() {
    const button = (name) => element('button', {
      type: 'button', 'data-tool': name, 'aria-pressed': String(this.kind === name),
      title: say('tool.' + name) + ' (' + KINDS[name].key.toUpperCase() + ')', 'aria-label': say('tool.' + name),
      onclick: () => this.take(name),
    }, SIGNS[name]);
    this.box.setAttribute('aria-label', say('tools'));
    this.box.replaceChildren(...Object.keys(KINDS).filter((name) => !this.locked || ['choose', 'measure'].includes(name)).map(button));
  }

  show(data) {
    if (this.locked !== data.locked) {
      this.locked = data.locked;
      this.redraw();
    }
    if (data.placing !== this.placing) {
      this.placing = data.placing;
      if (data.placing) this.take('camera');
      else this.take('choose');
    }
    this.showCorners(data.chosen);
  }

  takesClicks() {
    return this.kind !== 'choose';
  }

  take(kind) {
    this.kind = kind;
    this.corners = [];
    this.sketch.clearLayers();
    this.owner.canvas.classList.toggle('draws', kind !== 'choose');
    this.owner.root.dataset.tool = kind;
    /* The buttons stay: the map would take a click on one that has gone for a click on itself. */
    for (const button of this.box.children) button.setAttribute('aria-pressed', String(button.dataset.tool === kind));
    this.tell(kind === 'choose' ? '' : say('hint.' + kind));
  }

  tell(text) {
    this.hint ||= element('div', { class: 'hint', role: 'status' });
    this.hint.textContent = text;
    this.hint.hidden = text === '';
    if (!this.hint.parentNode) this.owner.root.append(this.hint);
  }

  key(event) {
    if (event.target.closest('input, select, textarea')) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key === 'z') this.owner.event(event.shiftKey ? 'redo' : 'undo', {});
      else if (event.key === 'y') this.owner.event('redo', {});
      else return;
      event.preventDefault();
      return;
    }
    const named = Object.keys(KINDS).find((name) => KINDS[name].key === event.key);
    if (event.key === 'Escape') this.take('choose');
    else if (event.key === 'Enter' && this.corners.length) this.finish();
    else if (named) this.take(named);
    else return;
    event.preventDefault();
  }

  /* The button let go after a drag is no click on what lies under it. */
  rest() {
    this.rests = performance.now() + REST_MS;
  }

  clicked(place) {
    if (performance.now() < (this.rests || 0)) return;
    if (this.kind === 'choose') {
      const layer = this.owner.layers.at(place);
      const kinds = { zones: 'zones', obstacles: 'obstacles', entrances: 'entrances', buildings: 'buildings' };
      if (layer?.kind === 'walls') this.owner.event('pair', { camera: layer.camera, building: layer.row[0] });
      else if (layer && kinds[layer.kind]) this.owner.event('chosen', { layer: layer.kind, id: layer.row[0] });
      else this.owner.event('chosen', { layer: '', id: '' });
      return;
    }
    if (this.kind === 'camera' || this.kind === 'sign') {
      this.owner.event('placed', { layer: this.kind + 's', id: this.placing || '', lat: place.lat, lon: place.lng });
      this.take('choose');
      return;
    }
    const last = this.corners[this.corners.length - 1];
    // The second click of a double click stands on the first.
    if (last && this.map.latLngToContainerPoint(last).distanceTo(this.map.latLngToContainerPoint(place)) < 4) return;
    this.corners.push(place);
    this.hover(place);
  }

  hover(place, mouse) {
    if (this.kind === 'choose') {
      this.point(place, mouse?.target.closest('.leaflet-marker-icon'));
      return;
    }
    if (!this.corners.length) return;
    this.sketch.clearLayers();
    const line = [...this.corners, place];
    const style = { color: INK, weight: 2, dashArray: '5 4', interactive: false };
    this.sketch.addLayer(KINDS[this.kind].shape === 'polygon' && line.length > 2 ? L.polygon(line, style) : L.polyline(line, style));
    if (this.kind === 'measure') {
      let sum = 0;
      line.forEach((corner, at) => {
        if (!at) return;
        sum += this.map.distance(line[at - 1], corner);
      });
      this.tell(say('measured') + ' ' + sum.toFixed(1) + ' m');
    }
  }

  /* What lies under the mouse, told beside it. */
  point(place, marker) {
    cancelAnimationFrame(this.asked);
    this.asked = requestAnimationFrame(() => {
      /* A marker tells of itself. */
      const layer = marker ? null : this.owner.layers.at(place);
      if (!layer) {
        this.tip?.remove();
        this.tip = null;
        return;
      }
      this.tip ||= L.tooltip({ sticky: true, direction: 'right', offset: [12, 0], className: 'under' });
      if (this.tip.about !== layer) this.tip.setContent(this.owner.layers.describe(layer));
      this.tip.about = layer;
      this.tip.setLatLng(place).addTo(this.map);
    });
  }

  finish() {
    const shape = KINDS[this.kind].shape;
    if (!shape) return;
    if (this.kind === 'measure') {
      this.corners = [];
      return;
    }
    if (this.corners.length < 3) {
      this.tell(say('hint.more_corners'));
      return;
    }
    const ring = this.corners.map((corner) => [corner.lng, corner.lat]);
    this.owner.event('drawn', { layer: this.kind + 's', ring });
    this.take('choose');
  }

  /* The corners of the chosen zone or obstacle can be dragged. */
  showCorners(chosen) {
    this.grips ||= L.featureGroup().addTo(this.map);
    this.grips.clearLayers();
    if (this.locked || !chosen || !['zones', 'obstacles'].includes(chosen.layer)) return;
    let shape = null;
    this.owner.layers.groups[chosen.layer].eachLayer((group) => group.eachLayer((one) => {
      if (one.row[0] === chosen.id) shape = one;
    }));
    if (!shape?.getLatLngs || !(shape instanceof L.Polygon)) return;
    const rings = shape.getLatLngs();
    const ring = rings[0].lat === undefined ? rings[0] : rings;
    if (!ring.length || ring[0].lat === undefined) return;
    ring.forEach((corner, at) => {
      const grip = L.marker(corner, {
        icon: L.divIcon({ className: 'grip', iconSize: [12, 12] }), draggable: true, keyboard: false, alt: say('corner'),
      });
      grip.on('dragend', () => {
        this.rest();
        const moved = ring.map((place, k) => (k === at ? grip.getLatLng() : place));
        this.owner.event('reshaped', { ...chosen, ring: moved.map((place) => [place.lng, place.lat]) });
      });
      this.grips.addLayer(grip);
    });
  }
}
