/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-grid-track.h"

G_BEGIN_DECLS

typedef enum
{
  DWC_GRID_ROW_GROUP,
  DWC_GRID_ROW_TECHNICIAN,
} DwcGridRowKind;

/**
 * DwcGridRowData:
 *
 * One row as it lies in the list: a group's head, or a technician.
 */
typedef struct
{
  DwcGridRowKind kind;
  char *zone;                    /* (owned): the group's, "" for those without */
  DwdTechnician *technician;     /* (owned) (nullable) */
  DwcGridTrack *track;           /* (nullable), owned by the rows */
  double utilisation;            /* of the technician, or the group's mean; NAN: no shift */
  guint n_technicians;           /* of the group */
  gboolean collapsed;            /* the group */
  int y;
  int height;
} DwcGridRowData;

#define DWC_TYPE_GRID_ROWS (dwc_grid_rows_get_type ())

/*
 * What the rows of the time grid are, from the board: technicians grouped by zone, with their bars,
 * and where each lies. Follows the board; "changed" fires when anything in it may be different, at
 * most once per signal of the board. Main context only.
 */
G_DECLARE_FINAL_TYPE (DwcGridRows, dwc_grid_rows, DWC, GRID_ROWS, GObject)

DwcGridRows *dwc_grid_rows_new (DwdBoard * board);
void                  dwc_grid_rows_set_heights (DwcGridRows *self,
                                                 int          row_height,
                                                 int          lane_height,
                                                 int          group_height);
guint                 dwc_grid_rows_get_n_rows (DwcGridRows *self);
guint                 dwc_grid_rows_get_n_technicians (DwcGridRows *self);
const DwcGridRowData *dwc_grid_rows_get_row (DwcGridRows *self,
                                             guint        position);
int                   dwc_grid_rows_get_height (DwcGridRows *self);
guint                 dwc_grid_rows_find_at (DwcGridRows *self,
                                             int          y);
int                   dwc_grid_rows_find_technician (DwcGridRows *self,
                                                     const char  *employee);
int                   dwc_grid_rows_find_group (DwcGridRows *self,
                                                const char  *zone);
gboolean              dwc_grid_rows_is_on_shift (DwcGridRows *self);
void                  dwc_grid_rows_set_collapsed (DwcGridRows *self,
                                                   const char  *zone,
                                                   gboolean     collapsed);

G_END_DECLS
