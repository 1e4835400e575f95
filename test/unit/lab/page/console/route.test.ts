import { describe, expect, it } from '@jest/globals';
import { linkTo, routeOf } from '../../../../../lab/page/console/state/route.js';

describe('an address of the console', () => {
  it.each([[['groups', 'a/b']], [['topics', '<img src=x>', 'records']], [['alerts', '../x']], [['groups', '%2F ü']]])(
    'leads back to the names that it was made of: %j',
    (parts) => expect(routeOf(linkTo(...parts))).toEqual(parts),
  );

  it.each(['', '#', '#/', '#/%', '#/groups/%E0%A4%A'])('without names leads to the overview: %j', (hash) => {
    expect(routeOf(hash)).toEqual([]);
  });
});
