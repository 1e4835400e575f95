import { describe, expect, it } from '@jest/globals';
import { brokerProperties, type BrokerNode } from '../../../stack/kafka/broker-properties.js';

const node = (id: number): BrokerNode => ({ id, port: 20_000 + id, controllerPort: 21_000 + id });
const propertiesOf = (nodes: BrokerNode[]): Record<string, string> =>
  Object.fromEntries(
    brokerProperties(nodes[0]!, nodes, '/data')
      .trim()
      .split('\n')
      .map((line) => line.split(/=(.*)/s) as [string, string]),
  );

describe('brokerProperties', () => {
  it('lets a lone node acknowledge alone', () => {
    expect(propertiesOf([node(1)])).toMatchObject({
      'controller.quorum.voters': '1@127.0.0.1:21001',
      listeners: 'PLAINTEXT://127.0.0.1:20001,CONTROLLER://127.0.0.1:21001',
      'log.dirs': '/data',
      'min.insync.replicas': '1',
      'offsets.topic.replication.factor': '1',
      'transaction.state.log.min.isr': '1',
    });
  });

  it('keeps three copies on three nodes, of which one may be missing', () => {
    expect(propertiesOf([node(1), node(2), node(3)])).toMatchObject({
      'controller.quorum.voters': '1@127.0.0.1:21001,2@127.0.0.1:21002,3@127.0.0.1:21003',
      'default.replication.factor': '3',
      'min.insync.replicas': '2',
      'offsets.topic.replication.factor': '3',
      'transaction.state.log.replication.factor': '3',
      'transaction.state.log.min.isr': '2',
    });
  });
});
