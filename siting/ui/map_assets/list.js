/* The list of findings: one button each, the worst first. */
import { SEVERITY } from './layers.js';
import { element, say, sayValue, setWords } from './words.js';

class FindingList {
  constructor(root) {
    this.root = root;
    root.classList.add('siting-list');
    this.box = element('div', { class: 'cards', role: 'listbox', tabindex: '-1' });
    root.append(this.box);
    this.tables = new Map();
    this.box.addEventListener('keydown', (event) => this.walk(event));
  }

  async update({ data, setTriggerValue }) {
    setWords(data.lang, data.words);
    this.box.setAttribute('aria-label', say('findings'));
    if (!this.tables.has(data.digest)) {
      const answer = await fetch(new URL(data.store + data.digest, document.baseURI));
      if (!answer.ok) return;
      this.tables.set(data.digest, await answer.json());
      if (this.tables.size > 20) this.tables.delete(this.tables.keys().next().value);
    }
    const mark = data.digest + data.lang;
    if (this.mark !== mark) {
      this.mark = mark;
      const top = this.box.scrollTop;
      this.box.replaceChildren(...this.tables.get(data.digest).rows.map((row) => this.card(row)));
      this.box.scrollTop = top;
    }
    this.choose = (id) => {
      this.show(id);
      setTriggerValue('chosen', id);
    };
    this.show(data.chosen);
    this.root.dataset.count = String(this.box.children.length);
  }

  show(id) {
    for (const card of this.box.children) {
      const chosen = card.dataset.finding === id;
      card.setAttribute('aria-selected', String(chosen));
      if (chosen && id !== this.shown) card.scrollIntoView({ block: 'nearest' });
    }
    this.shown = id;
  }

  card([id, outcome, severity, subject, object, message, law, numbers]) {
    const fails = outcome === 'fail';
    const chip = fails ? sayValue('severity', severity) : sayValue('outcome', outcome);
    return element('button', {
      type: 'button', class: 'card ' + outcome, role: 'option', 'data-finding': id, onclick: () => this.choose(id),
      style: '--ink:' + (fails ? SEVERITY[severity] || SEVERITY[''] : '#5a4a94'),
    },
    element('span', { class: 'who' }, element('b', {}, subject), object ? element('span', {}, '→ ' + object) : '',
      element('em', {}, chip)),
    element('span', { class: 'what' }, message),
    element('span', { class: 'law' }, law, numbers ? element('b', {}, numbers) : ''));
  }

  walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const cards = [...this.box.children];
    const next = cards[cards.indexOf(document.activeElement) + step];
    if (next) next.focus();
    event.preventDefault();
  }
}

export function mount(component, root) {
  root.findingList ||= new FindingList(root);
  root.findingList.update(component);
}
