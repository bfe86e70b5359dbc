/* Layers: one group each, all on one canvas, drawn from the ground up. */
const ORDER = [
  'coverage', 'reach', 'buildings', 'zones', 'things', 'sectors', 'findings', 'facades', 'proposals', 'signs', 'cameras',
];
/* What would hide the plan under it is drawn when it is asked for. */
const ON_DEMAND = ['reach', 'proposals'];
const groups = {};
const cameraPlace = new Map();
const cameraRow = new Map();
const buildingShape = new Map();
let map;
let highlight;

function facts(title, pairs) {
  const list = element('dl', {});
  for (const [name, value] of pairs) {
    if (value !== '') list.append(element('dt', {}, name), element('dd', {}, value));
  }
  return element('div', { class: 'facts' }, element('strong', {}, title), list);
}

function unit(text, name) {
  return text === '' ? '' : text + ' ' + name;
}

function flagWords(text) {
  return text.split(',').filter(Boolean).map((flag) => sayValue('flag', flag)).join('; ');
}

function drawZones(group) {
  for (const [id, kind, base, top, name, shape] of DATA.zones) {
    const layer = drawn(shape, { color: '#6b3fa0', weight: 1.5, dashArray: '5 4', fillColor: '#8e62c4', fillOpacity: 0.18 });
    if (!layer) continue;
    layer.bindTooltip(() => facts(textAt(id), [
      [say('kind'), sayValue('kind', textAt(kind))], [say('name'), textAt(name)],
      [say('height'), textAt(top) === '' ? '' : (textAt(base) || '0') + '–' + textAt(top) + ' m'],
    ]), { sticky: true });
    group.addLayer(layer);
  }
}

/* Views that lie beside (what a turning camera can reach, its presets) are drawn when they are asked for. */
function drawCoverage(group, wanted = '') {
  const rows = DATA.coverage.filter((row) => textAt(row[4]) === wanted);
  rows.sort((one, other) => rung(textAt(one[1])) - rung(textAt(other[1])));
  for (const [camera, name, , , , shape] of rows) {
    const colour = ramp(GROUND, textAt(name));
    const layer = drawn(shape, { color: colour, weight: 0.5, opacity: 0.6, fillColor: colour, fillOpacity: 0.5, interactive: false });
    if (!layer) continue;
    layer.camera = textAt(camera);
    group.addLayer(layer);
  }
}

function drawBuildings(group) {
  for (const [id, use, height, levels, name, residential, shape] of DATA.buildings) {
    const kind = textAt(use);
    const home = HOMES.has(kind) || textAt(residential) !== '';
    const layer = drawn(shape, {
      color: home ? '#8c7448' : '#a9adb3', weight: home ? 1.2 : 0.7, dashArray: kind === 'unknown' ? '3 3' : null,
      fillColor: USES[kind] || USES.other, fillOpacity: 1,
    });
    if (!layer) continue;
    buildingShape.set(textAt(id), shape);
    layer.bindTooltip(() => facts(textAt(name) || textAt(id), [
      [say('use'), sayValue('use', kind)],
      [say('height'), unit(textAt(height), 'm') || unit(textAt(levels), '×')],
    ]), { sticky: true });
    group.addLayer(layer);
  }
}

function drawSectors(group) {
  for (const [id, shape] of DATA.sectors) {
    const layer = drawn(shape, { color: '#37474f', weight: 1, opacity: 0.55, dashArray: '2 4', fill: false, interactive: false });
    if (layer) {
      layer.camera = textAt(id);
      group.addLayer(layer);
    }
  }
}

function drawFacades(group, wanted = '') {
  for (const [camera, building, name, density, storeys, length, distance, flags, , beside, shape] of DATA.facades) {
    if (textAt(beside) !== wanted) continue;
    const layer = drawn(shape, { color: ramp(WALL, textAt(name)), weight: wallWeight(textAt(name)), opacity: 1, lineCap: 'butt' });
    if (!layer) continue;
    layer.bindTooltip(() => facts(textAt(camera) + ' → ' + textAt(building), [
      [say('density'), say('up_to') + ' ' + unit(textAt(density), say('px_per_m'))],
      [say('class'), sayValue('class', textAt(name))],
      [say('storeys'), textAt(storeys)], [say('length'), unit(textAt(length), 'm')],
      [say('distance'), unit(textAt(distance), 'm')], [say('flags'), flagWords(textAt(flags))],
    ]), { sticky: true });
    layer.on('click', (event) => {
      L.DomEvent.stop(event);
      chooseAbout(textAt(camera), textAt(building));
    });
    group.addLayer(layer);
  }
}

function drawReach(group) {
  drawCoverage(group, 'yes');
  drawFacades(group, 'yes');
}

function drawSigns(group) {
  for (const [id, cameras, , shape] of DATA.signs) {
    if (!shape.length) continue;
    const icon = L.divIcon({ className: 'sign', iconSize: [14, 14], html: element('span', { 'aria-hidden': 'true' }, 'i') });
    const layer = L.marker(corners(shape)[0], { icon, alt: textAt(id), keyboard: false });
    layer.bindTooltip(() => facts(say('sign') + ' ' + textAt(id), [[say('cameras'), textAt(cameras)]]));
    group.addLayer(layer);
  }
}

function drawProposals(group) {
  for (const [id, host, bearer, cameras, ways, shape] of DATA.sign_proposals) {
    const icon = L.divIcon({ className: 'sign proposed', iconSize: [14, 14], html: element('span', { 'aria-hidden': 'true' }, 'i') });
    const layer = L.marker(corners(shape)[0], { icon, alt: textAt(id), keyboard: false });
    layer.bindTooltip(() => facts(say('proposed_sign') + ' ' + textAt(id), [
      [say('stands_on'), sayValue('host', textAt(host)) + ' ' + textAt(bearer)],
      [say('cameras'), textAt(cameras)], [say('serves'), textAt(ways)],
    ]));
    group.addLayer(layer);
  }
}

/* Obstacles and the doors of dwellings. */
function drawThings(group) {
  for (const [id, kind, status, base, top, shape] of DATA.obstacles) {
    const planned = textAt(status) === 'proposed';
    const layer = drawn(shape, {
      radius: textAt(kind) === 'pole' ? 2 : 6, color: planned ? '#8a4b08' : '#5d6b62', weight: planned ? 3 : 1.5,
      dashArray: planned ? '4 3' : null, fillColor: '#8aa37b', fillOpacity: 0.6,
    });
    if (!layer) continue;
    layer.bindTooltip(() => facts(textAt(id), [
      [say('kind'), sayValue('kind', textAt(kind))], [say('status'), sayValue('status', textAt(status))],
      [say('height'), (textAt(base) || '0') + '–' + textAt(top) + ' m'],
    ]), { sticky: true });
    group.addLayer(layer);
  }
  for (const [id, building, shape] of DATA.entrances) {
    const layer = drawn(shape, { radius: 3, color: '#7a4a12', weight: 1.5, fillColor: '#ffffff', fillOpacity: 1 });
    if (!layer) continue;
    layer.bindTooltip(() => facts(textAt(id), [[say('kind'), say('door')], [say('object'), textAt(building)]]));
    group.addLayer(layer);
  }
}

function cameraIcon(id, azimuth, blind, worst) {
  const turn = azimuth === '' ? '' : 'transform:rotate(' + Number(azimuth) + 'deg)';
  const body = element('span', { class: 'lens' + (azimuth === '' ? ' round' : ''), style: turn });
  const label = element('span', { class: 'label' }, id);
  return L.divIcon({
    className: 'camera' + (blind ? ' blind' : ''), iconSize: [22, 22],
    html: element('div', { style: '--worst:' + (SEVERITY[worst] || '#37474f') }, body, label),
  });
}

function drawCameras(group) {
  const worst = worstOfCameras();
  for (const row of DATA.cameras) {
    const [id, kind, height, azimuth, tilt, hfov, empty, flags, grid, shape] = row;
    if (!shape.length) continue;
    const name = textAt(id);
    const place = corners(shape)[0];
    cameraPlace.set(name, place);
    cameraRow.set(name, row);
    const icon = cameraIcon(name, textAt(grid), textAt(empty) !== '', worst.get(name));
    const layer = L.marker(place, { icon, alt: name, title: '', riseOnHover: true });
    layer.bindPopup(() => {
      const card = facts(name, [
        [say('kind'), sayValue('kind', textAt(kind))], [say('height'), unit(textAt(height), 'm')],
        [say('azimuth'), unit(textAt(azimuth), '°')], [say('tilt'), unit(textAt(tilt), '°')],
        [say('hfov'), unit(textAt(hfov), '°')],
        [say('sees_nothing'), textAt(empty) === '' ? '' : sayValue('empty', textAt(empty))],
        [say('flags'), flagWords(textAt(flags))],
      ]);
      card.append(element('button', { type: 'button', onclick: () => onlyCamera(name) }, say('show_findings')));
      return card;
    }, { maxWidth: 280 });
    group.addLayer(layer);
  }
}

function drawLayers(frame) {
  map = frame;
  const draw = {
    coverage: (group) => drawCoverage(group), reach: drawReach, buildings: drawBuildings, zones: drawZones,
    things: drawThings, sectors: drawSectors, findings: () => {}, facades: (group) => drawFacades(group),
    proposals: drawProposals, signs: drawSigns, cameras: drawCameras,
  };
  for (const name of ORDER) {
    groups[name] = L.featureGroup();
    draw[name](groups[name]);
    if (!ON_DEMAND.includes(name)) groups[name].addTo(map);
  }
  highlight = L.featureGroup().addTo(map);
  map.on('overlayadd', stack);
}

/* A layer that is switched on again must return to its place, not to the top. */
function stack() {
  for (const name of ORDER) {
    if (map.hasLayer(groups[name])) groups[name].eachLayer((layer) => layer.bringToFront && layer.bringToFront());
  }
  highlight.eachLayer((layer) => layer.bringToFront && layer.bringToFront());
}

/* Room for the panels on the right of the map, as padding of what is zoomed to. */
function clearOfPanels(margin) {
  const wide = map.getSize().x > 600;
  return { paddingTopLeft: [margin, margin], paddingBottomRight: [wide ? margin + 226 : margin, margin + 36] };
}

function wholePlan() {
  const box = L.latLngBounds([]);
  for (const name of ['cameras', 'coverage', 'facades']) box.extend(groups[name].getBounds());
  if (!box.isValid()) box.extend(groups.buildings.getBounds());
  if (box.isValid()) map.fitBounds(box, { ...clearOfPanels(24), animate: false, maxZoom: 20 });
}
