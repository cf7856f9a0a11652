export const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M26.4 20A11 11 0 1 1 26.4 12" fill="none" stroke="#2b7fc7" stroke-width="5" stroke-linecap="round"/></svg>';
