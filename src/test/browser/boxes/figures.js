'use strict';
/* What a visit comes to, and the table of all. */

function figures(visit) {
  const learnedAt = learned(visit);
  const numbers = visit.seen.map((event) => event.n).filter((n) => n !== 'own');
  const latencies = visit.seen.filter((event) => event.sent >= learnedAt).map((event) => event.got - event.sent);
  latencies.sort((a, b) => a - b);
  const polls = visit.requests.filter((request) => request.path === 'poll' && request.hold);
  return {
    numbers,
    repeated: visit.seen.length - new Set(visit.seen.map((event) => event.id)).size,
    wire: visit.last.transport,
    learned: learnedAt - visit.since,
    hold: visit.last.transport === 'stream' || !polls.length ? null : polls.at(-1).hold,
    median: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    most: latencies.at(-1),
    interrupted: interruptions(visit.states),
    requests: visit.requests.length,
    busiest: busiest(visit.requests),
  };
}

/**
 * When the wire was first used that it settled on. The question for a first cursor does not count: it is always
 * a poll. NaN if it was never used.
 */
function learned({ requests, last }) {
  const first = requests.find((request) => request.cursor && request.wire === last.transport);
  return first ? first.at : NaN;
}

/** How often the page was told that it is not live any more. */
function interruptions(states) {
  return states.filter(({ status }, i) => status !== 'live' && i > 0 && states[i - 1].status === 'live').length;
}

function quantile(sorted, part) {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
}

/** The most requests within any second. */
function busiest(requests) {
  return Math.max(0, ...requests.map(({ at }) => requests.filter((other) => other.at >= at && other.at < at + 1000).length));
}

const COLUMNS = [
  ['box', (visit) => visit.box.name],
  ['what it does', (visit) => visit.box.does],
  ['learned', (visit, sum) => sum.wire],
  ['after, ms', (visit, sum) => sum.learned],
  ['hold, s', (visit, sum) => sum.hold],
  ['median, ms', (visit, sum) => sum.median],
  ['p95, ms', (visit, sum) => sum.p95],
  ['most, ms', (visit, sum) => sum.most],
  ['sent', (visit) => visit.sent],
  ['received', (visit, sum) => sum.numbers.length],
  ['repeated', (visit, sum) => sum.repeated],
  ['interrupted', (visit, sum) => sum.interrupted],
  ['requests', (visit, sum) => sum.requests],
  ['in a second', (visit, sum) => sum.busiest],
];

/** As Markdown, which is also readable in a log. */
function table(visits) {
  const rows = visits.map((visit) => COLUMNS.map(([, cell]) => String(cell(visit, figures(visit)) ?? '–')));
  const titles = COLUMNS.map(([title]) => title);
  const widths = titles.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const line = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [line(titles), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

module.exports = { figures, table };
