/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "protocol/dwd-json-scan.h"

G_BEGIN_DECLS

#define DWD_SHOWN_LINE 1024         /* of a title, a name, an address */
#define DWD_SHOWN_TEXT (64 * 1024)  /* of notes and descriptions */

/*
 * Work on a document's raw JSON text. What is not changed keeps its bytes, so that a document which
 * only passed through this cache goes back as it came. Pure: no database, any thread.
 */

/* @text: trusted or not; FALSE unless it is one JSON object. The span borrows from it. */
gboolean  dwd_document_parse (const char  *text,
                              gssize       length,
                              DwdJsonSpan *object,
                              GError     **error);
/* @document with each member of @changes in the place of its own, new ones at the end.
 * (transfer full) (nullable): %DWD_FAILURE_PROTOCOL where one of them is no object. */
char *dwd_document_merge (const char *document,
                          const char *changes,
                          GError    **error);
/* One member set to a string, others kept. (transfer full) */
char *dwd_document_set_string (const char *document,
                               const char *key,
                               const char *value,
                               GError    **error);
/* (transfer full) (nullable): a member that is a string, unescaped. */
char *dwd_document_dup_string (const char *document,
                               const char *key);
/* What screens show of a string: at most so many bytes, ended at a character. More than a screen can lay
 * out is no text for people, whoever wrote it. (transfer full) (nullable): NULL unless it is a string. */
char *dwd_document_dup_shown (const DwdJsonSpan *span,
                              gsize              most_bytes);
/* Orders two naive datetimes as instants: < 0, 0, > 0. FALSE where one cannot be read. */
gboolean  dwd_modified_compare (const char *a,
                                gssize      a_length,
                                const char *b,
                                gssize      b_length,
                                int        *order);

G_END_DECLS
