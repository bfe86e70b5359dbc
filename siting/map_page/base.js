const DATA = JSON.parse(document.getElementById('siting-data').textContent);
const STEPS_PER_DEG = 1e7;
const state = { lang: 'en', outcomes: new Set(), severity: '', pack: '', text: '', camera: '', chosen: -1, limit: 0 };

/* Texts: everything that comes from a file is set as text, never as markup. */
function say(key) {
  const word = DATA.words[key];
  return word ? word[state.lang] : key;
}

function sayValue(group, value) {
  const word = DATA.words[group + '.' + value];
  return word ? word[state.lang] : value;
}

function textAt(place) {
  return place < 0 ? '' : DATA.texts[place];
}

function element(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== ''));
  return node;
}

function replace(node, ...children) {
  node.replaceChildren(...children.filter((child) => child !== null && child !== ''));
}

/* Shapes: whole steps of 1e-7 degrees back to latitude and longitude. */
function corners(steps) {
  const places = [];
  let lat = 0;
  let lon = 0;
  for (let at = 0; at < steps.length; at += 2) {
    lat += steps[at];
    lon += steps[at + 1];
    places.push([lat / STEPS_PER_DEG, lon / STEPS_PER_DEG]);
  }
  return places;
}

function isPoint(shape) {
  return typeof shape[0] === 'number';
}

function drawn(shape, style) {
  if (!shape.length) return null;
  if (isPoint(shape)) return L.circleMarker(corners(shape)[0], { radius: 7, ...style });
  if (typeof shape[0][0] === 'number') return L.polyline(shape.map(corners), { fill: false, ...style });
  return L.polygon(shape.map((rings) => rings.map(corners)), style);
}

/* Colours: light to dark in one direction, told apart without hue. Words always stand beside them. */
const GROUND = ['#e3f0dc', '#cfe8cb', '#aedbc0', '#82c7c3', '#53acc9', '#2f88bb', '#14639f', '#083f7a'];
const WALL = ['#f3c98b', '#f2b366', '#ef9a4a', '#e67a38', '#d4572b', '#b3331f', '#8a1616', '#5c0a12'];
const SEVERITY = { critical: '#7a0c2e', major: '#c2321f', moderate: '#e07b00', minor: '#c9a400', info: '#7d8894' };
const USES = {
  residence: '#edd5ab', dormitory: '#e6c2b0', hotel: '#d9cbe6', unknown: '#ece9e1', bathhouse: '#b9dde0',
  toilet: '#a6d0d8', school: '#d3e2b8', hospital: '#f0cccc', office: '#d3dae4', commercial: '#c6d1dd',
  industrial: '#cbc7bd', garage: '#dad8d0', other: '#e0e0e0',
};
const HOMES = new Set(['residence', 'dormitory', 'hotel', 'unknown']);
const HIGHLIGHT = '#c2007a';
const SEVERITIES = ['critical', 'major', 'moderate', 'minor', 'info'];
const OUTCOMES = ['fail', 'undecided', 'pass', 'not_applicable'];
const CLASSES = DATA.ladder.classes.map((each) => each[0]);

function rung(name) {
  return Math.max(0, CLASSES.indexOf(name));
}

function ramp(colours, name) {
  const last = Math.max(1, CLASSES.length - 1);
  return colours[Math.round((rung(name) / last) * (colours.length - 1))];
}

function wallWeight(name) {
  return 2 + rung(name) * (5 / Math.max(1, CLASSES.length - 1));
}
