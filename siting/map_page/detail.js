/* The card of the finding that was chosen: what was measured, the cure, and what each text says of it. */
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

/* What a field says in any finding of the fact, each text once. */
function ofAll(place, name) {
  return [...new Set([place, ...factOf(place)].map((each) => value(each, name)))].filter(Boolean);
}

function details(place) {
  return [
    ['observed', unit(said(place, 'observed'), unitName(place)) || say('not_measured')],
    ['expected', unit(said(place, 'expected'), unitName(place))],
    ['margin', unit(value(place, 'margin'), unitName(place))],
    ['article', citations(place).join('\n')],
    ['subject', named(place, 'subject')], ['object', named(place, 'object')],
    ['basis', ofAll(place, 'basis').map((name) => sayValue('basis', name)).join('; ')],
    ['cure', ofAll(place, 'cure_' + state.lang).join('\n')],
    ['flags', flagWords(ofAll(place, 'flags').join(','))],
    ...[place, ...factOf(place).filter((each) => each !== place)].flatMap(ofDuty),
  ].filter((pair) => pair[1] !== '');
}

/* What one of the texts says of the fact. */
function ofDuty(place) {
  const pack = PACKS.get(value(place, 'pack'));
  return [
    ['text', packTitle(value(place, 'pack')) + ', ' + articleName(place) + articleTitle(place)],
    ['duty', value(place, 'duty_id')],
    ['force', sayValue('force', value(place, 'force')) + draftMark(place)],
    ['cite', value(place, 'cite')],
    ['liability', value(place, 'liability') ? liability(value(place, 'liability')) : ''],
    ['waived', value(place, 'waived') ? say('waived') : ''],
    ['finding_id', value(place, 'finding_id')],
    ['', pack && pack.status === 'draft' ? pack.banner[state.lang] : ''],
  ];
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
