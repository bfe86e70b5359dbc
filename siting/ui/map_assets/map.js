/* The map of the app: mounted once, then told by every run of the page what is to be seen.
   Python owns the plan. What the user does goes to it as events, one batch at a time, and nothing is lost
   while a batch is under way. */
import { Cameras } from './cameras.js';
import { Controls } from './controls.js';
import { Layers } from './layers.js';
import { Tools } from './tools.js';
import { say, setWords } from './words.js';

const MAX_ZOOM = 23;
const ZOOM_STEP = 0.5;

class PlanMap {
  constructor(root) {
    this.root = root;
    this.root.classList.add('siting-map');
    this.canvas = document.createElement('div');
    this.canvas.className = 'canvas';
    this.root.append(this.canvas);
    this.queue = [];
    this.sent = 0;
    this.acknowledged = 0;
    this.data = {};
    this.map = L.map(this.canvas, {
      preferCanvas: true, zoomControl: false, attributionControl: true, maxZoom: MAX_ZOOM, zoomSnap: ZOOM_STEP,
      doubleClickZoom: false, center: [0, 0], zoom: 3,
    });
    this.map.attributionControl.setPrefix(false);
    L.control.scale({ imperial: false, position: 'bottomleft' }).addTo(this.map);
    this.layers = new Layers(this);
    this.cameras = new Cameras(this);
    this.tools = new Tools(this);
    this.controls = new Controls(this);
    this.map.on('click', (event) => this.tools.clicked(event.latlng));
    this.watcher = new ResizeObserver(() => this.map.invalidateSize({ animate: false }));
    this.watcher.observe(this.canvas);
  }

  /* What the last run of the page says; `component` carries the means to answer. */
  async update(component) {
    const data = component.data;
    this.answer = component.setTriggerValue;
    const isNew = this.data.plan !== data.plan;
    const spoke = this.data.lang;
    this.data = data;
    this.acknowledged = data.ack;
    if (spoke !== data.lang) {
      this.tools.locked = data.locked;
      setWords(data.lang, data.words);
      this.controls.redraw();
      this.tools.redraw();
    }
    this.root.setAttribute('aria-label', say('map_alt'));
    this.map.attributionControl.getContainer().textContent = (data.attribution || []).join(' · ');
    await this.layers.show(data, data.lang !== spoke);
    this.cameras.show(data);
    this.tools.show(data);
    if (isNew) this.wholePlan();
    if (data.focus && data.focus.number !== this.focused) {
      this.focused = data.focus.number;
      this.layers.focus(data.focus);
    }
    this.root.dataset.shown = String(data.run);
    this.flush();
  }

  event(kind, facts) {
    this.queue.push({ kind, ...facts });
    this.flush();
  }

  /* The next batch goes when the page has answered the last: two at once would overtake each other. */
  flush() {
    if (!this.queue.length || this.sent > this.acknowledged || !this.answer) return;
    this.sent = this.acknowledged + 1;
    this.answer('events', { number: this.sent, plan: this.data.plan, events: this.queue.splice(0) });
    this.root.dataset.busy = 'yes';
  }

  wholePlan() {
    const box = this.cameras.bounds();
    box.extend(this.layers.bounds('coverage'));
    if (!box.isValid()) box.extend(this.layers.bounds('buildings'));
    if (box.isValid()) this.map.fitBounds(box, { padding: [24, 24], animate: false, maxZoom: 20 });
  }

  remove() {
    this.watcher.disconnect();
    this.map.remove();
    this.root.replaceChildren();
  }
}

export function mount(component, root) {
  if (!root.planMap) root.planMap = new PlanMap(root);
  const done = root.planMap.update(component);
  done.then(() => { root.dataset.busy = 'no'; });
  return root.planMap;
}
