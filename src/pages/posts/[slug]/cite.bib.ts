import type { APIRoute } from 'astro';
import { toBibtex } from '../../../bibliography/post-citation.ts';
import { postPaths, workOf, type Post } from '../../../components/posts.ts';

export const getStaticPaths = () => postPaths('cite.bib');

export const GET: APIRoute<{ entry: Post }> = ({ props }) =>
  new Response(toBibtex(workOf(props.entry)), {
    headers: { 'content-type': 'application/x-bibtex; charset=utf-8' },
  });
