// Before anything is drawn, so that a dark page is never white first. A file, since the page's policy allows no inline script.
(function () {
  let wish = 'auto';
  try {
    wish = localStorage.getItem('mantine-color-scheme-value') || 'auto';
  } catch {
    // Storage is forbidden here: the system's theme it is.
  }
  const dark = wish === 'dark' || (wish === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
