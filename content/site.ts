/** What a publication made from this repository changes first. */

export interface Site {
  readonly title: string;
  /** one sentence, for the index page and search engines */
  readonly description: string;
  /** origin at which the site is published, without a path */
  readonly url: string;
  /** path below the origin, with a slash at both ends; `/` for none */
  readonly base: string;
  /** BCP 47 tag of the posts' language */
  readonly language: string;
  /** where the source is, without a slash at the end; absent while it is not public */
  readonly source?: string;
  readonly licence: {
    readonly text: Licence;
    readonly code: Licence;
  };
  /** how words are spelled that authors spell in several ways, and the spellings not used */
  readonly words: Readonly<Record<string, readonly string[]>>;
  /** who answers for the publication */
  readonly editors: readonly string[];
}

export interface Licence {
  readonly name: string;
  readonly url: string;
}

export const site: Site = {
  title: 'Worked Papers',
  description: 'Machine-learning papers worked through in code that runs while you read.',
  url: process.env.SITE_URL ?? 'https://example.org',
  base: process.env.SITE_BASE ?? '/',
  language: 'en',
  licence: {
    text: { name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
    code: { name: 'MIT', url: 'https://opensource.org/license/mit' },
  },
  words: {
    'data set': ['dataset', 'data-set'],
    'data sets': ['datasets', 'data-sets'],
    minibatch: ['mini-batch', 'mini batch'],
    minibatches: ['mini-batches', 'mini batches'],
    hyperparameter: ['hyper-parameter'],
    hyperparameters: ['hyper-parameters'],
    backpropagation: ['back-propagation', 'back propagation'],
    optimiser: ['optimizer'],
    optimisers: ['optimizers'],
    optimisation: ['optimization'],
    optimise: ['optimize'],
    initialisation: ['initialization'],
    normalisation: ['normalization'],
    regularisation: ['regularization'],
    generalisation: ['generalization'],
    discretisation: ['discretization'],
    parametrisation: ['parameterization', 'parametrization', 'parameterisation'],
    behaviour: ['behavior'],
    PyTorch: ['Pytorch'],
    NumPy: ['Numpy'],
    TypeScript: ['Typescript'],
    JavaScript: ['Javascript'],
    arXiv: ['Arxiv'],
    GitHub: ['Github'],
  },
  editors: ['The authors of Worked Papers'],
};
