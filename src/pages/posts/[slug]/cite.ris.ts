import type { APIRoute } from 'astro';
import { toRis } from '../../../bibliography/post-citation.ts';
import { postPaths, workOf, type Post } from '../../../components/posts.ts';

export const getStaticPaths = () => postPaths('cite.ris');

export const GET: APIRoute<{ entry: Post }> = ({ props }) =>
  new Response(toRis(workOf(props.entry)), {
    headers: { 'content-type': 'application/x-research-info-systems; charset=utf-8' },
  });
