/* Controls: zoom, the whole plan, layers with their opacity, the legend. */
import { SEVERITY } from './layers.js';
import { element, say, sayValue } from './words.js';

const SWITCHED = ['buildings', 'coverage', 'walls', 'sector', 'reach', 'overlap', 'zones', 'obstacles', 'entrances', 'signs', 'walks'];
const SEVERITIES = ['critical', 'major', 'moderate', 'minor', 'info'];
const GROUND = ['#e3f0dc', '#cfe8cb', '#aedbc0', '#82c7c3', '#53acc9', '#2f88bb', '#14639f', '#083f7a'];

export class Controls {
  constructor(owner) {
    this.owner = owner;
    this.map = owner.map;
    const control = (position, className) => {
      const made = L.control({ position });
      const box = element('div', { class: className });
      made.onAdd = () => {
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        return box;
      };
      made.addTo(this.map);
      return box;
    };
    this.zoom = control('topleft', 'leaflet-bar zoom');
    this.panel = control('topright', 'panel');
  }

  redraw() {
    const button = (text, label, act) => element('button', { type: 'button', title: label, 'aria-label': label, onclick: act }, text);
    this.zoom.replaceChildren(
      button('+', say('zoom_in'), () => this.map.zoomIn()), button('−', say('zoom_out'), () => this.map.zoomOut()),
      button('⌂', say('whole_plan'), () => this.owner.wholePlan()),
    );
    const open = this.panel.querySelector('details')?.open ?? this.owner.canvas.clientWidth > 700;
    this.panel.replaceChildren(element('details', { open }, element('summary', {}, say('layers_legend')), this.switches(), this.legend()));
  }

  switches() {
    const layers = this.owner.layers;
    return element('div', { class: 'switches' }, ...SWITCHED.map((kind) => {
      const box = element('input', { type: 'checkbox', checked: !layers.hidden.has(kind), 'data-layer': kind });
      box.addEventListener('change', () => layers.setHidden(kind, !box.checked));
      const name = element('label', {}, box, say('layer.' + kind));
      if (kind === 'signs') return element('div', {}, name);
      const slide = element('input', {
        type: 'range', min: '0.1', max: '1', step: '0.1', value: String(layers.opacity[kind] ?? 1),
        'aria-label': say('opacity') + ': ' + say('layer.' + kind),
      });
      slide.addEventListener('input', () => layers.setOpacity(kind, Number(slide.value)));
      return element('div', {}, name, slide);
    }));
  }

  legend() {
    const classes = this.owner.data.ladder;
    const last = Math.max(1, classes.length - 1);
    const rows = classes.map(([name, limit], at) => element('div', {},
      element('span', { class: 'swatch', style: 'background:' + GROUND[Math.round((at / last) * (GROUND.length - 1))] }),
      sayValue('class', name), element('em', {}, '≥ ' + limit)));
    const walls = SEVERITIES.map((name) => element('div', {},
      element('span', { class: 'stroke ' + name, style: 'border-color:' + SEVERITY[name] }), sayValue('severity', name)));
    return element('div', { class: 'legend' },
      element('h3', {}, say('layer.coverage') + ' [' + say('px_per_m') + ']'), ...rows,
      element('h3', {}, say('layer.walls')), ...walls);
  }
}
