// `replace` keeps the token out of the history of the tab.
location.replace(document.documentElement.dataset.address);
