/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-grid-bar.h"
#include "dwc-grid-label.h"

G_BEGIN_DECLS

struct _DwcGridBar
{
  GtkWidget parent_instance;

  DwcGridInk *ink;                /* (owned) */
  DwcContext *context;            /* (owned) */
  const DwcGridTrack *track;      /* (nullable): alive while bound, the rows see to that */
  guint position;
  DwcGridItem item;               /* a copy; item.job (owned) (nullable) */
  char *name;                     /* (owned) (nullable): the accessible one */
  DwcGridLabel *number;           /* (owned) (nullable) */
  DwcGridLabel *title;            /* (owned) (nullable) */
  DwcGridLabel *overrun;          /* (owned) (nullable): "+42" */
  int number_width;
  int inset;                      /* of the leading end, out of view */
  gboolean selected;
};

G_END_DECLS
