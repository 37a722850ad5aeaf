// <podfall-lab lesson="01-deleted-pod" lang="ko" theme="dark" height="640"></podfall-lab>
//
// Puts the lab into a post of any site, as a frame, so that the post's and the lab's scripts,
// styles and keys are separate. All attributes are optional. A post without our script can write
// the same <iframe> itself; see examples/. This is a classic script (src, defer), because a module
// from another site would need CORS.
(() => {
const page = new URL('index.html', document.currentScript.src);

class PodfallLab extends HTMLElement {
  static observedAttributes = ['lesson', 'lang', 'theme', 'height'];

  connectedCallback() { this.update(); }

  attributeChangedCallback() { if (this.isConnected) this.update(); }

  update() {
    const address = new URL(page);
    address.searchParams.set('embed', '');
    for (const name of ['lesson', 'lang', 'theme']) {
      const around = name === 'lang' ? this.closest('[lang]')?.lang.slice(0, 2) : null;
      const value = this.getAttribute(name) ?? around;
      if (value) address.searchParams.set(name, value);
    }
    if (!this.frame) {
      this.frame = document.createElement('iframe');
      this.frame.title = 'Podfall';
      this.frame.loading = 'lazy';
      this.frame.allow = 'clipboard-read; clipboard-write; fullscreen';
      const style = { display: 'block', width: '100%', border: '0', borderRadius: '10px' };
      Object.assign(this.frame.style, style);
      this.replaceChildren(this.frame);
      this.style.display = 'block';
    }
    this.frame.style.height = `${Number(this.getAttribute('height')) || 640}px`;
    if (this.frame.src !== address.href) this.frame.src = address.href;
  }
}

if (!customElements.get('podfall-lab')) customElements.define('podfall-lab', PodfallLab);
})();
