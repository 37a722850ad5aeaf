// Mouse, wheel and touch over the lab's canvas. What the lab does not use is left to the page.

const LONG_PRESS = 500;  // milliseconds

export class Pointer {
  constructor(lab) { this.lab = lab; }

  listen() {
    const { lab } = this, { canvas, wasm } = lab;
    const position = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * lab.scale, (event.clientY - box.top) * lab.scale];
    };
    const point = (event, button = -1, down = 0, at = position(event)) => {
      if (button < 0 && !lab.awake()) return;
      const touch = event.pointerType === 'mouse' ? 0 : 1;
      lab.act(() => {
        wasm.podfall_pointer(lab.state, touch, ...at, button, down);
        lab.input();
      });
    };
    const menu = (event) => lab.whole && wasm.podfall_menu(lab.state, ...position(event));
    const buttons = [0, 2, 1];  // the DOM's left, middle, right in Dear ImGui's numbers
    canvas.addEventListener('pointermove', (event) => {
      if (event.movementX || event.movementY) this.wheelArmed = true;
      if (event.pointerType === 'mouse') point(event);
    });
    canvas.addEventListener('pointerdown', (event) => {
      this.wheelArmed = true;
      if (event.pointerType !== 'mouse') return this.touchBegins(event, position(event), point);
      if (event.button > 2) return;
      canvas.setPointerCapture(event.pointerId);
      point(event, buttons[event.button], 1);
      if (event.button === 2 && !menu(event)) this.areaUnderPointer(event);
      lab.focus();
    });
    canvas.addEventListener('pointerup', (event) => {
      if (event.pointerType !== 'mouse') this.touchEnds(event, position(event), point);
      else if (event.button <= 2) point(event, buttons[event.button], 0);
    });
    canvas.addEventListener('contextmenu', (event) => {
      if (menu(event)) event.preventDefault();
    });
    canvas.addEventListener('pointercancel', () => { this.touch = null; });
    canvas.addEventListener('pointerleave', (event) => {
      this.wheelArmed = false;
      if (event.pointerType === 'mouse' && lab.whole) point(event, -1, 0, [-1e6, -1e6]);
    });
    // Keeps the textarea focused when the canvas is pressed.
    canvas.addEventListener('mousedown', (event) => event.preventDefault());
    canvas.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    canvas.addEventListener('touchmove', (event) => this.touchMoves(event, position, point),
      { passive: false });
  }

  // Puts the textarea under the mouse for a moment, so that the browser's menu offers Paste.
  areaUnderPointer(event) {
    const box = this.lab.canvas.getBoundingClientRect();
    const style = this.lab.area.style;
    const x = event.clientX - box.left - 10;
    const y = event.clientY - box.top - 10;
    style.transform = `translate(${x}px, ${y}px)`;
    style.pointerEvents = 'auto';
    setTimeout(() => { style.pointerEvents = ''; }, 300);
  }

  // The lab takes the wheel only where a panel can scroll that way, and not while the reader
  // scrolls the post and the lab merely passes under a resting mouse.
  wheel(event) {
    if (event.ctrlKey || !this.wheelArmed || !this.lab.awake()) return;
    const unit = [100, 3, 1][event.deltaMode];
    if (this.lab.wasm.podfall_wheel(this.lab.state, -event.deltaX / unit, -event.deltaY / unit)) {
      event.preventDefault();
      this.lab.input();
    } else if (document.activeElement !== this.lab.area) this.wheelArmed = false;
  }

  // A tap clicks; a drag scrolls the panel if it can. Otherwise a vertical drag scrolls the page
  // and a horizontal one drags.
  touchBegins(event, at, point) {
    if (!event.isPrimary) return;
    const touch = this.touch = { start: at, x: event.clientX, y: event.clientY, mode: 'tap' };
    point(event);
    if (!this.lab.whole || !this.lab.wasm.podfall_menu(this.lab.state, ...at)) return;
    setTimeout(() => {   // a long press is a right click
      if (this.touch !== touch || touch.mode !== 'tap') return;
      touch.mode = 'menu';
      point(event, 1, 1, at);
      point(event, 1, 0, at);
    }, LONG_PRESS);
  }

  touchMoves(event, position, point) {
    const touch = this.touch, finger = event.touches[0];
    if (!touch || event.touches.length > 1) return;
    // A drag over the opening scrolls the page.
    if (!this.lab.whole) return void (this.touch = null);
    const at = position(finger);
    const dx = at[0] - touch.start[0], dy = at[1] - touch.start[1];
    const like = { clientX: finger.clientX, clientY: finger.clientY, pointerType: 'touch' };
    if (touch.mode === 'tap') {
      if (Math.hypot(dx, dy) < 6 * this.lab.scale) return;
      const across = Math.abs(dx) > Math.abs(dy);
      if (across && this.lab.wasm.podfall_wheel(this.lab.state, dx / (30 * this.lab.scale), 0))
        touch.mode = 'slide';
      else if (across) {
        touch.mode = 'drag';
        point(like, 0, 1, touch.start);
      } else
        touch.mode = this.lab.wasm.podfall_wheel(this.lab.state, 0, dy / (75 * this.lab.scale))
          ? 'scroll'
          : 'page';
    } else if (touch.mode === 'slide') {
      this.lab.wasm.podfall_wheel(this.lab.state, (finger.clientX - touch.x) / 30, 0);
    } else if (touch.mode === 'scroll') {
      this.lab.wasm.podfall_wheel(this.lab.state, 0, (finger.clientY - touch.y) / 75);
    }
    if (touch.mode === 'drag') point(like);
    [touch.x, touch.y] = [finger.clientX, finger.clientY];
    if (touch.mode === 'page') this.touch = null;
    else event.preventDefault();
    this.lab.input();
  }

  touchEnds(event, at, point) {
    const touch = this.touch;
    this.touch = null;
    if (!touch) return;
    if (touch.mode === 'tap') {
      point(event, 0, 1);
      point(event, 0, 0);
      this.lab.focus();
    } else if (touch.mode === 'drag') point(event, 0, 0);
    if (touch.mode !== 'menu') point(event, -1, 0, [-1e6, -1e6]);
  }
}
