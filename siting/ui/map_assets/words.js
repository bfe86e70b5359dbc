/* Words of the map, and how things are made for the page. Text from files is only ever set as text. */
let words = {};

export function setWords(lang, given) {
  words = given;
}

export function say(key) {
  return words[key] || key;
}

export function sayValue(group, value) {
  return words[group + '.' + value] || value;
}

export function element(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== ''));
  return node;
}

export function facts(title, pairs) {
  const list = element('dl', {});
  for (const [name, value] of pairs) {
    if (value !== '' && value != null) list.append(element('dt', {}, name), element('dd', {}, String(value)));
  }
  return element('div', { class: 'facts' }, element('strong', {}, title), list);
}

export function unit(text, name) {
  return text === '' || text == null ? '' : text + ' ' + name;
}
