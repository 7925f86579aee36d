import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Target {
  readonly expr: string;
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly Target[];
}

export interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
}

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

export const DASHBOARD = 'deploy/grafana/dashboards/postrider.json';
export const RULES = 'deploy/prometheus/rules.yml';
export const PROMETHEUS = 'deploy/prometheus/prometheus.yml';

export const readDashboard = (): Dashboard => JSON.parse(readFileSync(DASHBOARD, 'utf8')) as Dashboard;

export function readAlerts(): readonly Alert[] {
  const { groups } = parse(readFileSync(RULES, 'utf8')) as { groups: { rules: Alert[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

/** The queries of each panel, with Grafana's own interval filled in. */
export function questionsOf(dashboard: Dashboard, interval: string): readonly (readonly [string, string])[] {
  return dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => [title, expr.replaceAll('$__rate_interval', interval)] as const),
  );
}
