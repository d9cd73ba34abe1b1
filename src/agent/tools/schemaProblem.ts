import type * as z from 'zod/mini';

const maxIssues = 3;

/** One sentence for the model: what is wrong with the arguments of a tool, and where. */
export function schemaProblem(toolName: string, error: z.core.$ZodError): string {
  const issues = error.issues.slice(0, maxIssues).map(issueText);
  return `The arguments of ${toolName} do not fit: ${issues.join('; ')}. Nothing was done; call it again with arguments that fit its schema.`;
}

function issueText(issue: z.core.$ZodIssue): string {
  const place = issue.path.map(String).join('.') || 'the arguments';
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.slice(0, maxIssues).map((key) => JSON.stringify(key.slice(0, 40)));
    return `${place} may not hold ${keys.join(', ')}`;
  }
  if (issue.code === 'invalid_type') return `${place} must be present and of type ${issue.expected}`;
  if (issue.code === 'too_small') return `${place} is too small, at least ${issue.minimum} is needed`;
  if (issue.code === 'too_big') return `${place} is too big, at most ${issue.maximum} is allowed`;
  return `${place} is not valid`;
}
