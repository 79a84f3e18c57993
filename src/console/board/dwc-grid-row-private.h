/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-grid-row.h"
#include "dwc-grid-sheet.h"

G_BEGIN_DECLS

struct _DwcGridRow
{
  GtkWidget parent_instance;

  DwcGridInk *ink;                  /* (owned) */
  DwcContext *context;              /* (owned) */
  DwdTechnician *technician;        /* (owned) (nullable) */
  const DwcGridTrack *track;        /* (nullable): alive while bound */
  DwcGridPlace place;
  gboolean placed;                  /* whether the bars are those of the place */
  gboolean arranged;                /* whether they have their sizes */
  GtkWidget *head;                  /* a child */
  GPtrArray *bars;                  /* (owned): bound children, by time */
  GPtrArray *spare;                 /* (owned): children that wait, unseen */
  char *selected_job;               /* (owned) (nullable) */
  gboolean selected;                /* the technician is */
  int pinned;                       /* a bar that is wanted wherever it lies, -1: none */
  guint order_source;               /* puts the children in the order of the day */

  DwcGridSheet *sheet;              /* (owned): all but the head */
  DwcGridPlace painted_place;       /* that the sheet shows */
  gboolean painted;                 /* whether the sheet shows the row, at whatever place */
};

G_END_DECLS
