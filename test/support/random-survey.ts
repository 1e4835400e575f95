import type { Question } from '../../src/domain/surveys/survey.js';

type Random = () => number;

const upTo = (random: Random, count: number) => Math.floor(random() * count);
/** The items in a random order. */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = upTo(random, last + 1);
    [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
  }
  return mixed;
}

const labelled = (count: number, more: (index: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, index) => ({ label: `${index}`, ...more(index) }));

/** The input of a page with a question of every family and subtype, each with random options and rows. */
export function everyKindOfQuestion(random: Random) {
  const options = () => labelled(1 + upTo(random, 6));
  const kinds = [
    { family: 'single_choice', options: labelled(3, (index) => ({ disqualifies: index === 2 })) },
    { family: 'single_choice', options: labelled(3, (index) => ({ value: index * 1.5 - 1 })) },
    { family: 'multiple_choice', options: options() },
    { family: 'rating', options: labelled(5, (index) => ({ value: index + 1 })) },
    { family: 'matrix', subtype: 'single', options: options(), rows: options() },
    { family: 'matrix', subtype: 'multi', options: options(), rows: options() },
    { family: 'open_ended' },
    { family: 'numeric', subtype: 'integer' },
    { family: 'numeric', subtype: 'decimal' },
    { family: 'numeric', subtype: 'decimal' },
    { family: 'datetime', subtype: 'date_only' },
    { family: 'multiple_choice', options: options() },
  ];
  return { questions: kinds.map((kind, index) => ({ heading: `Question ${index}`, ...kind })) };
}

/** Random answers, which leave out some questions. The last question is never answered. */
export function someAnswers(random: Random, questions: readonly Question[]) {
  return questions.slice(0, -1).flatMap((question, index): object[] => {
    if (random() < 0.2) return [];
    const { id: questionId, family, subtype, options, rows } = question;
    const some = <T>(items: readonly T[]) => shuffled(random, items).slice(0, 1 + upTo(random, items.length));
    switch (family) {
      case 'single_choice':
        // The first question's last option disqualifies.
        return [
          { questionId, optionIds: [options[index === 0 && random() < 0.9 ? 0 : upTo(random, options.length)]!.id] },
        ];
      case 'rating':
        return [{ questionId, optionIds: [options[upTo(random, options.length)]!.id] }];
      case 'multiple_choice':
        return [{ questionId, optionIds: some(options).map(({ id }) => id) }];
      case 'matrix':
        return [
          {
            questionId,
            cells: some(rows).flatMap((row) =>
              some(options)
                .slice(0, subtype === 'multi' ? options.length : 1)
                .map((option) => ({ rowId: row.id, optionId: option.id })),
            ),
          },
        ];
      case 'open_ended':
        return [{ questionId, text: 'free' }];
      case 'datetime':
        return [{ questionId, moment: '2026-03-01' }];
      case 'numeric': {
        if (subtype === 'integer') return [{ questionId, number: upTo(random, 40) - 10 }];
        // One decimal question has few different numbers, and one as many as answers.
        const many = questions[index - 1]?.subtype === 'decimal';
        return [{ questionId, number: many ? (random() - 0.3) * 10 ** upTo(random, 7) : upTo(random, 200) / 8 }];
      }
      default:
        return [];
    }
  });
}
