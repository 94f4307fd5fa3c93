'use strict';
(() => {
  const chosen = {};
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
  const show = () => {
    each('div[data-run], div[data-service]', part => {
      part.hidden = ['run', 'service'].some(kind => kind in part.dataset && kind in chosen && part.dataset[kind] !== chosen[kind]);
    });
    each('.choose', group => group.querySelectorAll('button').forEach(button =>
      button.setAttribute('aria-pressed', button.value === chosen[group.dataset.choose])));
  };
  each('.choose', group => {
    const kind = group.dataset.choose;
    if (!(kind in chosen)) chosen[kind] = group.querySelector('button').value;
    group.addEventListener('click', event => {
      if (event.target.value === undefined) return;
      chosen[kind] = event.target.value;
      show();
    });
  });
  show();
  const sort = (head, column) => {
    const up = head.getAttribute('aria-sort') !== 'ascending';
    const body = head.closest('table').tBodies[0];
    const key = row => {
      const cell = row.cells[column];
      if (!('value' in cell.dataset)) return cell.textContent;
      return cell.dataset.value === '' ? Infinity : Number(cell.dataset.value);
    };
    const rows = [...body.rows].sort((a, b) => {
      const x = key(a), y = key(b);
      return (x < y ? -1 : x > y ? 1 : 0) * (up ? 1 : -1);
    });
    [...head.parentNode.cells].forEach(other => other.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    body.append(...rows);
  };
  each('.sortable thead th', head => {
    const column = head.cellIndex;
    head.tabIndex = 0;
    head.addEventListener('click', () => sort(head, column));
    head.addEventListener('keydown', event => { if (event.key === 'Enter') sort(head, column); });
  });
})();
