'use strict';
/*
 * Chromium and Firefox (by WebDriver BiDi), both by puppeteer-core, and only as much of it as the tests use:
 *
 *   browser.context() → context.page(address) → page.evaluate(fn, argument), page.until(what, fn, argument), page.close()
 *
 * `page.real` is puppeteer's own page, for the rest; `page.devtools()` is Chromium's protocol. Not Playwright: it makes
 * every page believe that it is looked at, so that none of them can be hidden or frozen (microsoft/playwright#35207).
 * Each browser is started with a new profile and ended by the library that started it.
 */
const fs = require('node:fs');
const puppeteer = require('puppeteer-core');
const { eventually } = require('./wait.js');

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];
const CHROMIUM_FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

function installed(places, variable) {
  const found = process.env[variable] || places.find((place) => fs.existsSync(place));
  if (!found) {
    throw new Error(`None of ${places.join(', ')} is installed; ${variable} may name another`);
  }
  return found;
}

class Page {
  constructor(real, name) {
    this.real = real;
    this.name = name;
    this.console = [];
    real.on('console', (message) => this.console.push(message.text()));
    real.on('pageerror', (error) => this.console.push(String(error)));
  }

  goto(address) {
    return this.real.goto(address, { waitUntil: 'load', timeout: 20_000 });
  }

  evaluate(fn, ...given) {
    return this.real.evaluate(fn, ...given);
  }

  /** Waits until fn(argument), called in the page, gives something true. A page that is just leaving is asked again. */
  async until(what, fn, argument, within = 10_000) {
    let trouble = null;
    const look = () => {
      trouble = null;
      return this.evaluate(fn, argument).catch((error) => {
        trouble = error;
        return false;
      });
    };
    return eventually(what, look, within).catch((error) => {
      throw trouble || error;
    });
  }

  notes() {
    return this.evaluate(() => window.notes);
  }

  devtools() {
    return this.real.createCDPSession();
  }

  close() {
    return this.real.close();
  }
}

class Context {
  constructor(name, real) {
    this.name = name;
    this.real = real;
    this.pages = [];
  }

  /** In a window of its own, so that all pages are looked at; type 'tab': then only the last one is. */
  async page(address, type = 'window') {
    const page = new Page(await this.real.newPage({ type }), this.name);
    this.pages.push(page);
    if (address) {
      await page.goto(address);
    }
    return page;
  }

  close() {
    return this.real.close();
  }
}

const chromium = () => ({ executablePath: installed(CHROMIUM, 'CHROMIUM'), args: CHROMIUM_FLAGS });
const FIREFOX_PREFERENCES = {
  // A process per page, as far as it goes: a page that hangs must not take the others with it.
  'dom.ipc.processCount.webIsolated': 16
};
const firefox = () => ({ browser: 'firefox', executablePath: installed(FIREFOX, 'FIREFOX'), extraPrefsFirefox: FIREFOX_PREFERENCES });

function starter(name, options) {
  return async () => {
    const real = await puppeteer.launch({ headless: true, ...options() });
    return {
      name,
      context: async () => new Context(name, await real.createBrowserContext()),
      close: () => real.close()
    };
  };
}

/** For tests that need none, and are told beside the others. */
async function nobody() {
  return { name: 'node', context: async () => ({ pages: [], close: async () => {} }), close: async () => {} };
}

const BROWSERS = { chromium: starter('chromium', chromium), firefox: starter('firefox', firefox), node: nobody };

module.exports = { BROWSERS };
