/** What the development server and its pages say to each other. */

/** from a page: it follows */
export const FOLLOW = 'worked-papers:follow';

/** the answer: when something was last saved, in milliseconds since 1970 */
export const SINCE = 'worked-papers:since';

/** to a page: something was saved, with the slug of the post whose program it was, if one */
export const CHANGED = 'worked-papers:changed';

/** on the document: parts of the page are new */
export const PATCHED = 'worked-papers:patched';
