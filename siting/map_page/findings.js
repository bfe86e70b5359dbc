/* Findings: one row a fact with every duty that speaks of it, worst first; the list, the map and the card
   always tell of the same ones. A fact is told by the weightiest of its findings that the filters let through. */
const PAGE_ROWS = 150;
const COLUMN = new Map(DATA.finding_columns.map((name, place) => [name, place]));
const PACKS = new Map(DATA.packs.map((pack) => [pack.id, pack]));

function value(place, name) {
  return textAt(DATA.findings[place][COLUMN.get(name)]);
}

function shapeOf(place) {
  return DATA.findings[place][DATA.finding_columns.length];
}

function rank(list, name) {
  const place = list.indexOf(name);
  return place < 0 ? list.length : place;
}

const FACT_OF = new Map(DATA.facts.flatMap((places, fact) => places.map((place) => [place, fact])));
const SORTED = DATA.facts.map((_, fact) => fact).sort((one, other) => {
  const [first, second] = [DATA.facts[one][0], DATA.facts[other][0]];
  return rank(OUTCOMES, value(first, 'outcome')) - rank(OUTCOMES, value(second, 'outcome'))
    || (value(first, 'waived') !== '') - (value(second, 'waived') !== '')
    || rank(SEVERITIES, value(first, 'severity')) - rank(SEVERITIES, value(second, 'severity'))
    || first - second;
});

function factOf(place) {
  return DATA.facts[FACT_OF.get(place)];
}

/* The findings that tell the facts which the filters let through, worst first. */
function listed() {
  return SORTED.map((fact) => DATA.facts[fact].find(matches)).filter((place) => place !== undefined);
}

function worstOfCameras() {
  const worst = new Map();
  for (const [place] of SORTED.map((fact) => DATA.facts[fact])) {
    if (value(place, 'outcome') !== 'fail' || value(place, 'subject_kind') !== 'camera') continue;
    if (!worst.has(value(place, 'subject_id'))) worst.set(value(place, 'subject_id'), value(place, 'severity'));
  }
  return worst;
}

function message(place) {
  return value(place, 'message_' + state.lang) || value(place, 'message_en') || value(place, 'message_zh');
}

function packTitle(id) {
  const pack = PACKS.get(id);
  return pack ? pack.title[state.lang] : id;
}

/* What a draft calls binding binds nobody: every mention of its force says so. */
function draftMark(place) {
  const pack = PACKS.get(value(place, 'pack'));
  return pack && pack.status === 'draft' ? ' · ' + say('draft') : '';
}

function articleName(place) {
  return say('article_short').replace('{n}', value(place, 'article'));
}

/* Every article that speaks of the fact, text by text, the one that tells it first. */
function citations(place) {
  const articles = new Map();
  for (const each of [place, ...factOf(place)]) {
    const pack = value(each, 'pack');
    if (!articles.has(pack)) articles.set(pack, new Set());
    articles.get(pack).add(articleName(each));
  }
  return [...articles].map(([pack, names]) => pack + ' · ' + [...names].join(', ')
    + (PACKS.get(pack)?.status === 'draft' ? ' · ' + say('draft') : ''));
}

function articleTitle(place) {
  const pack = PACKS.get(value(place, 'pack'));
  const title = pack && pack.articles[value(place, 'article')];
  return title ? ': ' + title[state.lang] : '';
}

/* What was found, or wanted, with its unit; a word where it is no number. */
function said(place, name) {
  const text = value(place, name);
  return text === '' ? '' : sayValue('said', text);
}

function unitName(place) {
  const name = value(place, 'unit');
  return name === '' ? '' : sayValue('unit', name);
}

function measured(place) {
  const [found, limit] = [said(place, 'observed'), said(place, 'expected')];
  if (found === '' && limit === '') return '';
  return unit((found || '–') + ' / ' + (limit || '–'), unitName(place)).trim();
}

function haystack(place) {
  return ['subject_id', 'object_id', 'duty_id', 'message_en', 'message_zh', 'finding_id', 'cite', 'flags']
    .map((name) => value(place, name)).join('\n').toLowerCase();
}

function matches(place) {
  if (state.outcomes.size && !state.outcomes.has(value(place, 'outcome'))) return false;
  if (state.severity && value(place, 'severity') !== state.severity) return false;
  if (state.pack && value(place, 'pack') !== state.pack) return false;
  if (state.camera && value(place, 'subject_id') !== state.camera) return false;
  const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0 || words.every((word) => haystack(place).includes(word));
}

function chip(group, name) {
  return element('span', { class: 'chip ' + group + ' ' + name }, sayValue(group, name));
}

function objectName(place) {
  const id = value(place, 'object_id');
  return id && id !== value(place, 'subject_id') ? id : '';
}

function isChosen(place) {
  return state.chosen >= 0 && FACT_OF.get(place) === FACT_OF.get(state.chosen);
}

function rowOf(place) {
  return document.querySelector('[data-fact="' + FACT_OF.get(place) + '"]');
}

function listRow(place) {
  const [first, ...others] = citations(place);
  const other = objectName(place);
  return element('div', { role: 'listitem' }, element('button', {
    type: 'button', class: 'finding ' + value(place, 'outcome') + ' ' + value(place, 'severity'),
    'data-finding': factOf(place).map((each) => value(each, 'finding_id')).join(' '), 'data-fact': FACT_OF.get(place),
    'aria-current': isChosen(place) ? 'true' : 'false', onclick: () => choose(place, true),
  },
  element('span', { class: 'who' }, element('b', {}, value(place, 'subject_id')),
    other ? element('span', { class: 'to' }, '→ ' + other) : '', chip('severity', value(place, 'severity'))),
  element('span', { class: 'what' }, message(place)),
  element('span', { class: 'law' }, chip('outcome', value(place, 'outcome')),
    element('span', { class: 'cite' }, first), element('span', { class: 'numbers' }, measured(place))),
  ...others.map((text) => element('span', { class: 'law' }, element('span', { class: 'cite' }, text)))));
}

function showList() {
  const found = listed();
  const rows = found.slice(0, state.limit).map(listRow);
  if (found.length > rows.length) {
    rows.push(element('button', { type: 'button', class: 'more', onclick: () => {
      state.limit += PAGE_ROWS;
      showList();
    } }, say('more') + ' (' + (found.length - rows.length) + ')'));
  }
  if (!found.length) rows.push(element('p', { class: 'none' }, say('nothing')));
  replace(document.getElementById('list'), ...rows);
  document.getElementById('shown').textContent = found.length + ' / ' + DATA.facts.length + ' ' + say('shown');
  drawFindings(found);
}

/* A wall in view wears a halo: it lies under the wall itself. Ways, distances and areas are thin lines. */
function isWall(place) {
  const shape = shapeOf(place);
  return value(place, 'unit') === 'px/m' && !isPoint(shape) && typeof shape[0][0] === 'number';
}

function findingWeight(wall) {
  const zoom = map.getZoom();
  if (wall) return zoom >= 18 ? 14 : zoom >= 16.5 ? 8 : 5;
  return zoom >= 18 ? 2 : 1;
}

/* Only fails stand out on the map; the rest is drawn when it is chosen. */
function drawFindings(found) {
  const group = groups.findings;
  group.clearLayers();
  for (const place of [...found].reverse()) {
    const shape = shapeOf(place);
    if (value(place, 'outcome') !== 'fail' || !shape.length || isPoint(shape)) continue;
    const wall = isWall(place);
    const layer = drawn(shape, {
      color: SEVERITY[value(place, 'severity')] || SEVERITY.info, weight: findingWeight(wall),
      opacity: wall ? 0.4 : 0.7, lineCap: 'round', fillOpacity: 0.08,
    });
    layer.wall = wall;
    layer.on('click', (event) => {
      L.DomEvent.stop(event);
      choose(place, false);
    });
    group.addLayer(layer);
  }
  stack();
}

function weighFindings() {
  groups.findings.eachLayer((layer) => layer.setStyle({ weight: findingWeight(layer.wall) }));
}

function choose(place, zoom) {
  state.chosen = place;
  let row = rowOf(place);
  if (!row && listed().some(isChosen)) {
    state.limit = DATA.facts.length;
    showList();
    row = rowOf(place);
  }
  for (const each of document.querySelectorAll('.finding[aria-current="true"]')) each.setAttribute('aria-current', 'false');
  showDetail();
  if (row) {
    row.setAttribute('aria-current', 'true');
    row.scrollIntoView({ block: 'nearest' });
  }
  emphasise(place, zoom);
}

function unchoose() {
  const row = rowOf(state.chosen);
  state.chosen = -1;
  if (row) {
    row.setAttribute('aria-current', 'false');
    row.focus();
  }
  showDetail();
  highlight.clearLayers();
}

/* A point on the line itself: between the two corners in its middle. */
function middle(shape) {
  const places = corners(shape[0]);
  const at = Math.floor((places.length - 1) / 2);
  const next = places[Math.min(at + 1, places.length - 1)];
  return [(places[at][0] + next[0]) / 2, (places[at][1] + next[1]) / 2];
}

/* What a finding is about: its own geometry, the camera, and what that camera covers. */
function emphasise(place, zoom) {
  highlight.clearLayers();
  const camera = value(place, 'subject_kind') === 'camera' ? value(place, 'subject_id') : '';
  const reaches = value(place, 'flags').includes('capability_only');
  for (const row of DATA.coverage) {
    if (camera === '' || textAt(row[0]) !== camera || (textAt(row[4]) !== '' && !reaches)) continue;
    const layer = drawn(row[5], { color: '#0b3c5d', weight: 1, opacity: 0.8, fill: false, interactive: false });
    if (layer) highlight.addLayer(layer);
  }
  const seen = L.latLngBounds([]);
  let shape = shapeOf(place);
  let area = false;
  if (!shape.length && value(place, 'object_kind') === 'building') shape = buildingShape.get(value(place, 'object_id')) || [];
  if (shape.length) {
    area = !isPoint(shape) && typeof shape[0][0] !== 'number';
    const slim = area || !isWall(place);
    const casing = drawn(shape, { color: '#ffffff', weight: slim ? 5 : 11, opacity: 0.95, fill: false, interactive: false });
    const line = drawn(shape, { color: HIGHLIGHT, weight: slim ? 2.5 : 6, fill: area, fillOpacity: 0.12, interactive: false });
    highlight.addLayer(casing);
    highlight.addLayer(line);
    seen.extend(line.getBounds ? line.getBounds() : line.getLatLng());
  }
  const where = cameraPlace.get(camera);
  if (where) {
    highlight.addLayer(L.circleMarker(where, { radius: 15, color: HIGHLIGHT, weight: 3, fill: false, interactive: false }));
    if (shape.length && !isPoint(shape)) {
      const sight = L.polyline([where, area ? seen.getCenter() : middle(shape)], { color: HIGHLIGHT, weight: 1.2, dashArray: '4 4', interactive: false });
      highlight.addLayer(sight);
    }
    seen.extend(where);
  }
  if (zoom && seen.isValid()) map.fitBounds(seen, { ...clearOfPanels(60), maxZoom: 20 });
}

function chooseAbout(camera, building) {
  const told = SORTED.map((fact) => DATA.facts[fact][0]).filter((each) => value(each, 'subject_id') === camera);
  const place = told.find((each) => value(each, 'object_id') === building) ?? told[0];
  if (place !== undefined) choose(place, false);
}

function onlyCamera(name) {
  state.camera = name;
  state.limit = PAGE_ROWS;
  showFilters();
  showList();
  map.closePopup();
}
