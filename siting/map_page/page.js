/* The page: filters, legend, controls and languages, put together once the map is there. */
/* How many facts there are of each value of a field, by the finding that tells them. */
function countBy(name) {
  const counts = new Map();
  for (const [place] of DATA.facts) counts.set(value(place, name), (counts.get(value(place, name)) || 0) + 1);
  return counts;
}

function changed(key, text) {
  state[key] = text;
  state.limit = PAGE_ROWS;
  showList();
}

function options(id, first, group, names, label) {
  const select = document.getElementById(id);
  replace(select, element('option', { value: '' }, say(first)),
    ...names.map((name) => element('option', { value: name, selected: state[group] === name }, label(name))));
  select.setAttribute('aria-label', say(first));
  select.onchange = () => changed(group, select.value);
}

function showFilters() {
  const counts = countBy('outcome');
  replace(document.getElementById('outcomes'), ...OUTCOMES.map((name) => element('button', {
    type: 'button', class: 'outcome ' + name, 'data-outcome': name, 'aria-pressed': String(state.outcomes.has(name)),
    onclick: (event) => {
      if (!state.outcomes.delete(name)) state.outcomes.add(name);
      event.currentTarget.setAttribute('aria-pressed', String(state.outcomes.has(name)));
      changed('text', state.text);
    },
  }, element('b', {}, String(counts.get(name) || 0)), sayValue('outcome', name))));
  options('severity', 'all_severities', 'severity', SEVERITIES.filter((name) => countBy('severity').has(name)),
    (name) => sayValue('severity', name));
  options('pack', 'all_packs', 'pack', DATA.packs.map((pack) => pack.id), packTitle);
  const search = document.getElementById('search');
  search.placeholder = say('search');
  search.setAttribute('aria-label', say('search'));
  search.oninput = () => changed('text', search.value);
  const only = document.getElementById('only');
  only.hidden = state.camera === '';
  only.textContent = say('only_camera') + ' ' + state.camera + '  ×';
  only.onclick = () => {
    state.camera = '';
    showFilters();
    showList();
  };
}

function bothLanguages(key) {
  const safe = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  const word = DATA.words[key];
  return '<span class="word" lang="en">' + safe(word.en) + '</span><span class="word" lang="zh">' + safe(word.zh) + '</span>';
}

function layerControl() {
  const shown = [
    'cameras', 'findings', 'facades', 'coverage', 'reach', 'sectors', 'signs', 'proposals', 'zones', 'things', 'buildings',
  ];
  const overlays = {};
  for (const name of shown) {
    if (['signs', 'proposals', 'zones', 'things', 'reach'].includes(name) && !groups[name].getLayers().length) continue;
    overlays['<span data-layer="' + name + '">' + bothLanguages(name) + '</span>'] = groups[name];
  }
  return L.control.layers(null, overlays, { collapsed: false, position: 'topright' });
}

function swatch(style) {
  return element('i', { class: 'swatch', style });
}

function legendRows() {
  const uses = [...new Set(DATA.buildings.map((row) => textAt(row[1])))].sort(
    (one, other) => Object.keys(USES).indexOf(one) - Object.keys(USES).indexOf(other));
  const density = element('div', { class: 'ladder' });
  for (const [name, limit] of [...DATA.ladder.classes].reverse()) {
    if (name === 'below' && CLASSES.length > 1 && DATA.ladder.classes[1][1] <= limit) continue;
    density.append(element('div', {}, swatch('background:' + ramp(GROUND, name)),
      element('i', { class: 'stroke', style: 'background:' + ramp(WALL, name) + ';height:' + wallWeight(name) + 'px' }),
      element('span', {}, sayValue('class', name)), element('em', {}, '≥ ' + limit)));
  }
  const severity = element('div', { class: 'columns' });
  for (const name of SEVERITIES) {
    severity.append(element('div', {}, element('i', { class: 'dot', style: 'background:' + SEVERITY[name] }),
      element('span', {}, sayValue('severity', name))));
  }
  const use = element('div', { class: 'columns' });
  for (const name of uses) {
    const edge = HOMES.has(name) ? '1px ' + (name === 'unknown' ? 'dashed' : 'solid') + ' #8c7448' : '1px solid #a9adb3';
    use.append(element('div', {}, swatch('background:' + (USES[name] || USES.other) + ';border:' + edge),
      element('span', {}, sayValue('use', name))));
  }
  return [
    element('h3', {}, say('legend_density'), element('em', {}, say('px_per_m'))), density,
    element('h3', {}, say('legend_severity')), severity,
    element('h3', {}, say('legend_use')), use,
    element('p', {}, say('legend_protected')), element('p', {}, say('windows_assumed')),
  ];
}

let legendBody;

function legendControl() {
  const control = L.control({ position: 'topright' });
  control.onAdd = () => {
    legendBody = element('div', { class: 'body' });
    const box = element('details', { class: 'legend leaflet-control' },
      element('summary', { 'data-word': 'legend' }), legendBody);
    box.open = map.getSize().y > 560;
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    return box;
  };
  return control;
}

function homeControl() {
  const control = L.control({ position: 'topleft' });
  control.onAdd = () => {
    const button = element('button', { type: 'button', class: 'home', 'data-title': 'whole_plan', onclick: wholePlan }, '⤢');
    L.DomEvent.disableClickPropagation(button);
    return element('div', { class: 'leaflet-bar' }, button);
  };
  return control;
}

function showTotals() {
  const homes = new Set(DATA.facades.map((row) => row[1])).size;
  const counts = countBy('outcome');
  replace(document.getElementById('totals'), ...[
    [DATA.cameras.length, 'cameras'], [homes, 'facades'], [counts.get('fail') || 0, 'outcome.fail'],
    [counts.get('undecided') || 0, 'outcome.undecided'],
  ].map(([count, key]) => element('li', {}, element('b', {}, String(count)), say(key))));
}

function showBanners() {
  const texts = DATA.packs.filter((pack) => pack.status === 'draft').map((pack) => pack.banner[state.lang]);
  const banner = document.getElementById('banner');
  banner.hidden = texts.length === 0;
  replace(banner, ...texts.map((text) => element('span', {}, text)));
}

function speak(lang) {
  state.lang = lang;
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
  document.body.dataset.lang = lang;
  for (const node of document.querySelectorAll('[data-word]')) node.textContent = say(node.dataset.word);
  for (const node of document.querySelectorAll('[data-title]')) {
    node.title = say(node.dataset.title);
    node.setAttribute('aria-label', node.title);
  }
  document.getElementById('plan-name').textContent = DATA.name;
  document.getElementById('as-of').textContent = say('as_of') + ' ' + DATA.on;
  showTotals();
  showBanners();
  showFilters();
  replace(legendBody, ...legendRows());
  showList();
  showDetail();
  map.closePopup();
}

function attribution() {
  const control = L.control.attribution({ prefix: false, position: 'bottomright' });
  for (const text of DATA.attribution) control.addAttribution(text.replace(/&/g, '&amp;').replace(/</g, '&lt;'));
  return control;
}

function labelsByZoom() {
  document.getElementById('stage').classList.toggle('labels', map.getZoom() >= 18 || DATA.cameras.length <= 12);
}

function start(frame) {
  document.getElementById('map-place').append(frame.getContainer());
  frame.invalidateSize({ animate: false });
  state.limit = PAGE_ROWS;
  state.outcomes = new Set(['fail', 'undecided']);
  drawLayers(frame);
  L.control.zoom({ position: 'topleft' }).addTo(map);
  homeControl().addTo(map);
  layerControl().addTo(map);
  legendControl().addTo(map);
  L.control.scale({ position: 'bottomleft', imperial: false, maxWidth: 140 }).addTo(map);
  if (DATA.attribution.length) attribution().addTo(map);
  map.on('zoomend', () => {
    labelsByZoom();
    weighFindings();
  });
  wholePlan();
  labelsByZoom();
  /* In a tab that was hidden the page has no size at first. */
  let empty = map.getSize().x === 0;
  new ResizeObserver(() => {
    frame.invalidateSize({ animate: false });
    if (empty && map.getSize().x > 0) wholePlan();
    empty = map.getSize().x === 0;
  }).observe(document.getElementById('map-place'));
  speak(DATA.lang || ((navigator.language || 'en').toLowerCase().startsWith('zh') ? 'zh' : 'en'));
  document.getElementById('language').addEventListener('click', () => speak(state.lang === 'en' ? 'zh' : 'en'));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && state.chosen >= 0) unchoose();
  });
}
