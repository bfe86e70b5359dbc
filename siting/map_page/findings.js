/* Findings: one row a duty, worst first; the list, the map and the card always tell of the same ones. */
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

const SORTED = DATA.findings.map((_, place) => place).sort((one, other) =>
  rank(OUTCOMES, value(one, 'outcome')) - rank(OUTCOMES, value(other, 'outcome'))
  || (value(one, 'waived') !== '') - (value(other, 'waived') !== '')
  || rank(SEVERITIES, value(one, 'severity')) - rank(SEVERITIES, value(other, 'severity'))
  || one - other);

function worstOfCameras() {
  const worst = new Map();
  for (const place of SORTED) {
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

function articleTitle(place) {
  const pack = PACKS.get(value(place, 'pack'));
  const title = pack && pack.articles[value(place, 'article')];
  return title ? ': ' + title[state.lang] : '';
}

function measured(place) {
  const unitName = value(place, 'unit');
  const found = value(place, 'observed');
  const limit = value(place, 'expected');
  if (found === '' && limit === '') return '';
  return (found || '–') + ' / ' + (limit || '–') + (unitName ? ' ' + unitName : '');
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

function listRow(place) {
  const other = objectName(place);
  return element('div', { role: 'listitem' }, element('button', {
    type: 'button', class: 'finding ' + value(place, 'outcome') + ' ' + value(place, 'severity'),
    'data-finding': value(place, 'finding_id'), 'data-place': place,
    'aria-current': place === state.chosen ? 'true' : 'false', onclick: () => choose(place, true),
  },
  element('span', { class: 'who' }, element('b', {}, value(place, 'subject_id')),
    other ? element('span', { class: 'to' }, '→ ' + other) : '', chip('severity', value(place, 'severity'))),
  element('span', { class: 'what' }, message(place)),
  element('span', { class: 'law' }, chip('outcome', value(place, 'outcome')),
    element('span', { class: 'cite' }, value(place, 'pack') + ' · ' + articleName(place) + draftMark(place)),
    element('span', { class: 'numbers' }, measured(place)))));
}

function showList() {
  const found = SORTED.filter(matches);
  const rows = found.slice(0, state.limit).map(listRow);
  if (found.length > rows.length) {
    rows.push(element('button', { type: 'button', class: 'more', onclick: () => {
      state.limit += PAGE_ROWS;
      showList();
    } }, say('more') + ' (' + (found.length - rows.length) + ')'));
  }
  if (!found.length) rows.push(element('p', { class: 'none' }, say('nothing')));
  replace(document.getElementById('list'), ...rows);
  document.getElementById('shown').textContent = found.length + ' / ' + DATA.findings.length + ' ' + say('shown');
  drawFindings(found);
}

function haloWeight() {
  return map.getZoom() >= 18 ? 14 : map.getZoom() >= 16.5 ? 8 : 5;
}

/* Only fails stand out on the map; the rest is drawn when it is chosen. */
function drawFindings(found) {
  const group = groups.findings;
  group.clearLayers();
  for (const place of [...found].reverse()) {
    const shape = shapeOf(place);
    if (value(place, 'outcome') !== 'fail' || !shape.length || isPoint(shape)) continue;
    const layer = drawn(shape, {
      color: SEVERITY[value(place, 'severity')] || SEVERITY.info, weight: haloWeight(), opacity: 0.4,
      lineCap: 'round', fillOpacity: 0.12,
    });
    layer.on('click', (event) => {
      L.DomEvent.stop(event);
      choose(place, false);
    });
    group.addLayer(layer);
  }
  stack();
}

function liability(text) {
  return JSON.parse(text).map((entry) => {
    const parts = [say('article_short').replace('{n}', entry.article)];
    for (const key of ['who', 'measure', 'trigger']) if (entry[key]) parts.push(sayValue(key, entry[key]));
    const ends = [entry.from, entry.to].filter((end) => end !== null && end !== undefined);
    if (ends.length) parts.push(ends.map((end) => end.toLocaleString('en')).join('–') + (entry.unit ? ' ' + entry.unit : ''));
    return parts.join(' · ');
  }).join('\n');
}

function named(place, side) {
  const id = value(place, side + '_id');
  return id === '' ? '' : sayValue('kind', value(place, side + '_kind')) + ' ' + id;
}

function details(place) {
  const unitName = value(place, 'unit');
  const pack = PACKS.get(value(place, 'pack'));
  return [
    ['observed', unit(value(place, 'observed'), unitName) || say('not_measured')],
    ['expected', unit(value(place, 'expected'), unitName)],
    ['margin', unit(value(place, 'margin'), unitName)],
    ['article', packTitle(value(place, 'pack')) + ', ' + articleName(place) + articleTitle(place)],
    ['duty', value(place, 'duty_id')],
    ['subject', named(place, 'subject')], ['object', named(place, 'object')],
    ['basis', sayValue('basis', value(place, 'basis'))],
    ['force', sayValue('force', value(place, 'force')) + draftMark(place)],
    ['cure', value(place, 'cure_' + state.lang)],
    ['cite', value(place, 'cite')],
    ['liability', value(place, 'liability') ? liability(value(place, 'liability')) : ''],
    ['flags', flagWords(value(place, 'flags'))],
    ['waived', value(place, 'waived') ? say('waived') : ''],
    ['finding_id', value(place, 'finding_id')],
    ['', pack && pack.status === 'draft' ? pack.banner[state.lang] : ''],
  ].filter((pair) => pair[1] !== '');
}

function showDetail() {
  const card = document.getElementById('detail');
  card.hidden = state.chosen < 0;
  if (card.hidden) return;
  const place = state.chosen;
  const list = element('dl', {});
  for (const [key, text] of details(place)) {
    list.append(element('dt', { 'data-field': key }, key === 'waived' || key === '' ? '' : say(key)),
      element('dd', { 'data-field': key }, text));
  }
  replace(card,
    element('div', { class: 'chips' }, chip('outcome', value(place, 'outcome')), chip('severity', value(place, 'severity')),
      element('span', { class: 'chip force ' + value(place, 'force') }, sayValue('force', value(place, 'force')) + draftMark(place)),
      element('button', { type: 'button', class: 'close', 'aria-label': say('close'), title: say('close'), onclick: unchoose }, '×')),
    element('h2', {}, message(place)), list);
  card.scrollTop = 0;
}

function choose(place, zoom) {
  state.chosen = place;
  let row = document.querySelector('[data-place="' + place + '"]');
  if (!row && SORTED.filter(matches).includes(place)) {
    state.limit = DATA.findings.length;
    showList();
    row = document.querySelector('[data-place="' + place + '"]');
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
  const row = document.querySelector('[data-place="' + state.chosen + '"]');
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
    const casing = drawn(shape, { color: '#ffffff', weight: area ? 5 : 11, opacity: 0.95, fill: false, interactive: false });
    const line = drawn(shape, { color: HIGHLIGHT, weight: area ? 2.5 : 6, fill: area, fillOpacity: 0.12, interactive: false });
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
  const place = SORTED.find((each) => value(each, 'subject_id') === camera && value(each, 'object_id') === building)
    ?? SORTED.find((each) => value(each, 'subject_id') === camera);
  if (place !== undefined) choose(place, false);
}

function onlyCamera(name) {
  state.camera = name;
  state.limit = PAGE_ROWS;
  showFilters();
  showList();
  map.closePopup();
}
