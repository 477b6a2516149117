"""Answer data subject access requests: find, hide, answer."""
