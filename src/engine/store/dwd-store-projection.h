/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-store-table.h"

G_BEGIN_DECLS

#define DWD_MAX_COLUMNS 32
#define DWD_MAX_KEYS 48

/*
 * Turns a document into the values of its table's columns, in one pass over the text. Keeps buffers
 * between documents; values live until the next one. Worker thread (or any one thread).
 */
struct _DwdProjector
{
  DwdZone *organization_zone;
  DwdZone *site_zone;
  GString *scratch;
  GPtrArray *texts;                       /* what had to be unescaped or joined */
  DwdValue values[DWD_MAX_COLUMNS];
  DwdJsonSpan organization;               /* of the last document, or ABSENT */
  gboolean is_sound;                      /* nothing absurd in it */
};

void     dwd_projector_init (DwdProjector *self);
void     dwd_projector_clear (DwdProjector *self);
void     dwd_projector_set_zones (DwdProjector *self,
                                  DwdZone      *organization_zone,
                                  DwdZone      *site_zone);
void     dwd_projector_run (DwdProjector      *self,
                            const DwdTable    *table,
                            const DwdJsonSpan *document);

G_END_DECLS
