import * as z from 'zod/mini';

/** What Gavel reads of GitHub's documents; everything else in them is passed over. */

const userSchema = z.nullish(z.object({ login: z.string() }));

const labelSchema = z.union([z.string(), z.object({ name: z.nullish(z.string()) })]);

/** An issue as the API shows it, alone or in a list. */
export const issueSchema = z.object({
  number: z.int().check(z.positive()),
  title: z.string(),
  html_url: z.string(),
  state: z.string(),
  body: z.nullish(z.string()),
  user: userSchema,
  author_association: z.nullish(z.string()),
  labels: z.nullish(z.array(labelSchema)),
  assignees: z.nullish(z.array(z.object({ login: z.string() }))),
  comments: z.nullish(z.number()),
  pull_request: z.nullish(z.unknown()),
});

/** A comment of an issue. */
export const commentSchema = z.object({
  body: z.nullish(z.string()),
  user: userSchema,
  author_association: z.nullish(z.string()),
});

/** An issue as the API shows it. */
export type IssueDocument = z.infer<typeof issueSchema>;

/** A comment as the API shows it. */
export type CommentDocument = z.infer<typeof commentSchema>;
