"""The painter of the starter artwork: a canvas, shapes, and scenes which use them."""
