// The files that Prometheus and Grafana read are the real ones; neither is started.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readAlerts, readDashboard, type Panel } from './dashboards.ts';

const { panels } = readDashboard();
const alerts = readAlerts();

test('every panel uses the provisioned data source', () => {
  const provisioned = parse(readFileSync('deploy/grafana/provisioning/datasources/prometheus.yml', 'utf8')) as {
    datasources: { uid: string }[];
  };
  const asking = panels.filter(({ type }) => type !== 'row');

  expect(new Set(asking.map(({ datasource }) => datasource?.uid))).toEqual(
    new Set(provisioned.datasources.map(({ uid }) => uid)),
  );
  expect(asking.filter(({ targets = [] }) => targets.length === 0)).toEqual([]);
});

test('no panel overlaps another', () => {
  const overlapping = panels.filter((one) => panels.some((other) => other.id !== one.id && overlap(one, other)));

  expect(overlapping.map(({ title }) => title)).toEqual([]);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});

function overlap({ gridPos: one }: Panel, { gridPos: other }: Panel): boolean {
  const besides = one.x + one.w <= other.x || other.x + other.w <= one.x;
  return !besides && one.y < other.y + other.h && other.y < one.y + one.h;
}

test('every alert links to an existing heading of the runbooks', () => {
  const headings = new Map<string, Set<string>>();
  const headingsOf = (file: string): Set<string> => {
    const found = headings.get(file) ?? new Set(anchorsIn(readFileSync(file, 'utf8')));
    headings.set(file, found);
    return found;
  };
  const lost = alerts.filter(({ annotations: { runbook } }) => {
    const [file = '', anchor = ''] = runbook.split('#');
    return !headingsOf(file).has(anchor);
  });

  expect(lost.map(({ alert }) => alert)).toEqual([]);
  expect(alerts.length).toBeGreaterThan(0);
});

const anchorsIn = (text: string): readonly string[] =>
  Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );

test('every alert has a sentence and a severity', () => {
  const mute = alerts.filter(({ annotations, labels }) => {
    return !/^[A-Z{].*\.$/.test(annotations.summary) || !['warning', 'critical'].includes(labels.severity);
  });

  expect(mute.map(({ alert }) => alert)).toEqual([]);
  expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
});
