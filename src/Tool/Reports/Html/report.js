'use strict';
(() => {
  const findings = [...document.querySelectorAll('.finding')];
  const controls = [...document.querySelectorAll('.filters [data-filter]')];
  const shown = document.querySelector('.shown');
  if (!shown || controls.length === 0) { return; }
  const text = new Map(findings.map(finding => [finding, finding.textContent.toLowerCase()]));
  const matches = (finding, control) => {
    const value = control.value.trim().toLowerCase();
    if (value === '') { return true; }
    return control.dataset.filter === 'text'
      ? value.split(/\s+/).every(word => text.get(finding).includes(word))
      : finding.dataset[control.dataset.filter].toLowerCase() === value;
  };
  const apply = () => {
    let count = 0;
    for (const finding of findings) {
      finding.hidden = !controls.every(control => matches(finding, control));
      count += finding.hidden ? 0 : 1;
    }
    shown.textContent = `${count} of ${findings.length} findings shown`;
  };
  for (const control of controls) { control.addEventListener('input', apply); }
  document.querySelector('.filters button').addEventListener('click', () => {
    for (const control of controls) { control.value = ''; }
    apply();
    controls[0].focus();
  });
  for (const link of document.querySelectorAll('[data-choose]')) {
    link.addEventListener('click', () => {
      const control = controls.find(other => other.dataset.filter === link.dataset.choose);
      for (const other of controls) { other.value = ''; }
      control.value = link.dataset.value;
      apply();
    });
  }
  apply();
})();
