// Jcrop looks for touch screens by an inline event attribute, which the admin's policy refuses.
jQuery.Jcrop.defaults.touchSupport = "ontouchstart" in window;
