// Starts the widgets that Wagtail starts by inline scripts, which the admin's policy refuses.
// An element names what to start and the arguments; cms/admin/inline_scripts.py and the
// templates in cms/templates/wagtailadmin/ write it. Only these can be started, whatever an element
// names.
const FUNCTIONS = [
  "createTaskChooser",
  "initDateChooser",
  "initDateTimeChooser",
  "initTimeChooser",
];
const CLASSES = [
  "Chooser",
  "DocumentChooser",
  "ImageChooser",
  "InlinePanel",
  "MultipleChooserPanel",
  "PageChooser",
  "SnippetChooser",
];

class StartController extends window.StimulusModule.Controller {
  static values = { name: String, arguments: Array };

  connect() {
    const name = this.nameValue;
    if (FUNCTIONS.includes(name)) window[name](...this.argumentsValue);
    else if (CLASSES.includes(name)) new window[name](...this.argumentsValue);
    // An element that moves would start its widget again.
    this.element.remove();
  }
}

window.wagtail.app.register("cms-start", StartController);

// Wagtail's cropper looks for a touch screen by event attributes, which the policy refuses too.
document.addEventListener("DOMContentLoaded", () => {
  if (window.jQuery?.Jcrop) window.jQuery.Jcrop.defaults.touchSupport = "ontouchstart" in window;
});
