import './communes';
import './menus';
import './print';
