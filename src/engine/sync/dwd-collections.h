/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "protocol/dwd-doctype.h"

G_BEGIN_DECLS

/**
 * DwdCollection:
 *
 * One DocType that is kept in step with the server, as a row of data: a new one is a new row.
 */
typedef struct
{
  DwdDoctype doctype;
  gboolean has_deltas;      /* pushed as delta events; the rest comes with the poll */
} DwdCollection;

/* In the order in which they are pulled: what the board needs first comes first. */
const DwdCollection *dwd_collections_get (gsize *n_collections);

G_END_DECLS
