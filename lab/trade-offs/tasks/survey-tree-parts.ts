/** The common part of the tasks about a whole survey: the operation, and the shape of both sides' results. */
export const TREE_QUERY = `query ($id: ID!) {
  survey(id: $id) {
    title
    pages {
      title
      questions { heading required options { label } }
    }
  }
}`;

export interface TreeQuestion {
  readonly heading: string;
  readonly required: boolean;
  readonly options: readonly { readonly label: string }[];
}
export interface TreePage {
  readonly title: string;
  readonly questions: readonly TreeQuestion[];
}

export const tree = (title: string, pages: readonly TreePage[]) => ({
  title,
  pages: pages.map((page) => ({
    title: page.title,
    questions: page.questions.map(({ heading, required, options }) => ({
      heading,
      required,
      options: options.map(({ label }) => label),
    })),
  })),
});
