// The map of the edit form: it sets the structure's position, and follows the form's fields.
import L from 'leaflet';
import 'leaflet/dist/leaflet.css';
import './map.css';
import outline from './outline.json';

const DECIMALS = 5; // one metre
const STEP = 0.001; // degrees: some 100 metres
const LONG_STEP = 0.01;
const KEYS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const NEAR_ZOOM = 10.25;
// [zoom, population]: the closer the zoom, the smaller the communes whose name is shown.
const NAMED_FROM = [[12, 0], [11, 250], [10, 800]];
const NAMED_FAR = 2000;

const PIN = `<svg viewBox="0 0 24 36" aria-hidden="true"><path d="M12 1C6 1 1 6 1 12c0 8 11 23 11 23s11-15
  11-23C23 6 18 1 12 1Z"/><circle cx="12" cy="12" r="4.5"/></svg>`;

class PositionMap {
  constructor(root) {
    const { communes, words } = JSON.parse(root.querySelector('script').textContent);
    this.words = words;
    this.communes = new Map(communes.map((commune) => [String(commune.id), commune]));
    this.status = root.querySelector('[data-map-status]');
    this.toCentre = root.querySelector('[data-map-centre]');
    this.inputs = {};
    for (const name of ['latitude', 'longitude', 'commune']) {
      this.inputs[name] = document.getElementById(root.dataset[name]);
    }
    this.draw(root.querySelector('[data-map-canvas]'));
    this.follow();
    this.readInputs();
    this.readCommune();
  }

  draw(canvas) {
    const { words } = this;
    this.map = L.map(canvas, {
      attributionControl: false,
      zoomControl: false,
      scrollWheelZoom: false, // the page scrolls instead
      zoomSnap: 0.25,
      minZoom: 7,
      maxZoom: 16,
    });
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    const shape = L.polygon(outline, { className: 'structure-map__department', interactive: false });
    shape.addTo(this.map);
    this.bounds = shape.getBounds();
    this.map.fitBounds(this.bounds);
    for (const commune of this.communes.values()) {
      const dot = L.circleMarker([commune.latitude, commune.longitude], {
        radius: 3,
        className: 'structure-map__commune',
        bubblingMouseEvents: true,
      });
      commune.dot = dot.addTo(this.map);
    }
    this.nameCommunes();
    this.map.on('zoomend', () => this.nameCommunes());
    this.map.on('click', ({ latlng }) => this.place(latlng));
    // The map is created before its tab is opened.
    new ResizeObserver(() => {
      this.map.invalidateSize();
      if (!this.seen && canvas.clientWidth) {
        this.seen = true;
        this.look();
      }
    }).observe(canvas);
  }

  /** Shows the names of communes that fit at this zoom, and the others on hover. */
  nameCommunes() {
    const zoom = this.map.getZoom();
    const [, least] = NAMED_FROM.find(([from]) => zoom >= from) ?? [0, NAMED_FAR];
    for (const commune of this.communes.values()) {
      const permanent = commune === this.commune || (commune.population ?? 0) >= least;
      const tooltip = commune.dot.getTooltip();
      if (tooltip && tooltip.options.permanent === permanent) continue;
      commune.dot.unbindTooltip().bindTooltip(commune.name, {
        permanent,
        direction: 'right',
        offset: [4, 0],
        className: 'structure-map__name',
      });
    }
  }

  follow() {
    const { latitude, longitude, commune } = this.inputs;
    for (const input of [latitude, longitude]) {
      input.addEventListener('input', () => this.writing || this.readInputs());
    }
    commune.addEventListener('change', () => {
      this.readCommune();
      this.look();
    });
    this.toCentre.addEventListener('click', () => {
      if (!this.commune) return;
      this.place(L.latLng(this.commune.latitude, this.commune.longitude));
      this.look();
    });
  }

  /** Moves the marker to the position in the fields, or removes it. */
  readInputs() {
    const [latitude, longitude] = [this.inputs.latitude, this.inputs.longitude].map((input) =>
      input.value.trim() === '' ? NaN : Number(input.value.replace(',', '.')),
    );
    const isPlace = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
    this.show(isPlace ? L.latLng(latitude, longitude) : null);
  }

  readCommune() {
    const before = this.commune;
    this.commune = this.communes.get(this.inputs.commune.value);
    for (const commune of [before, this.commune]) {
      commune?.dot.getElement()?.classList.toggle('is-chosen', commune === this.commune);
    }
    this.toCentre.disabled = !this.commune;
    this.nameCommunes();
    this.tell();
  }

  /** Centres the view on the position, else on the commune, else on the department. */
  look() {
    const target = this.marker?.getLatLng() ?? (this.commune && this.commune.dot.getLatLng());
    const bounds = target && L.latLngBounds([target]);
    if (bounds && this.commune) bounds.extend(this.commune.dot.getLatLng());
    if (bounds) this.map.fitBounds(bounds, { maxZoom: NEAR_ZOOM, padding: [60, 60], animate: false });
    else this.map.fitBounds(this.bounds, { animate: false });
  }

  /** Writes a position to the fields and moves the marker there. */
  place(latlng) {
    const { lat, lng } = latlng.wrap();
    this.writing = true;
    for (const [name, value] of [['latitude', lat], ['longitude', lng]]) {
      const input = this.inputs[name];
      const text = String(Number(value.toFixed(DECIMALS)));
      input.value = input.type === 'number' ? text : text.replace('.', ',');
      input.dispatchEvent(new Event('input', { bubbles: true }));
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }
    this.writing = false;
    this.show(L.latLng(lat, lng));
  }

  show(latlng) {
    if (!latlng) {
      this.marker?.remove();
      this.marker = undefined;
    } else if (this.marker) {
      this.marker.setLatLng(latlng);
    } else {
      this.marker = L.marker(latlng, {
        draggable: true,
        autoPan: true,
        icon: L.divIcon({
          className: 'structure-map__pin',
          html: PIN,
          iconSize: [24, 36],
          iconAnchor: [12, 35],
        }),
      });
      this.marker.on('dragend', () => this.place(this.marker.getLatLng()));
      this.marker.addTo(this.map);
      const element = this.marker.getElement();
      element.setAttribute('aria-label', this.words.marker);
      element.addEventListener('keydown', (event) => this.move(event));
    }
    this.tell();
  }

  move(event) {
    const direction = KEYS[event.key];
    if (!direction) return;
    event.preventDefault();
    event.stopPropagation(); // otherwise the map pans, too
    const step = event.shiftKey ? LONG_STEP : STEP;
    const { lat, lng } = this.marker.getLatLng();
    this.place(L.latLng(lat + direction[0] * step, lng + direction[1] * step));
    this.map.panInside(this.marker.getLatLng(), { padding: [40, 40] });
  }

  /** Announces the position of the marker, also to screen readers. */
  tell() {
    const { words } = this;
    const place = this.marker?.getLatLng();
    let text = words.nowhere;
    if (place && this.commune) {
      const metres = place.distanceTo([this.commune.latitude, this.commune.longitude]);
      const kilometres = (metres / 1000).toLocaleString(document.documentElement.lang, {
        maximumFractionDigits: 1,
      });
      text = words.near.replace('{km}', kilometres).replace('{commune}', this.commune.name);
    } else if (place) {
      text = words.placed;
    }
    this.status.textContent = text;
  }
}

for (const root of document.querySelectorAll('[data-structure-map]')) new PositionMap(root);
