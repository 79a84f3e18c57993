/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-grid-axis.h"
#include "dwc-grid-group.h"
#include "dwc-grid-view.h"

G_BEGIN_DECLS

struct _DwcGridView
{
  GtkWidget parent_instance;

  DwcContext *context;           /* (owned) (nullable) */
  DwcGridInk *ink;               /* (owned) */
  DwcGridRows *rows;             /* (owned) (nullable) */
  DwcGridPlace place;
  int top;                       /* how far the rows are scrolled */
  double pending_hours;          /* a zoom asked for before there was a width; 0: the usual */
  gboolean placed;               /* whether the first place was chosen */
  gboolean moved;                      /* somebody scrolled or zoomed since */
  gboolean stale;                /* what is bound may show the past */
  gboolean configuring;          /* the adjustments are being set by the view */

  GtkAdjustment *adjustments[2];       /* (owned) (nullable), by orientation */
  GtkScrollablePolicy policies[2];

  GtkWidget *axis;               /* a child, (nullable) */
  GPtrArray *row_widgets;        /* (owned): bound children */
  GPtrArray *spare_rows;         /* (owned): children that wait */
  GPtrArray *group_widgets;
  GPtrArray *spare_groups;
  GArray *ticks;                 /* (owned) (element-type DwcGridTick) */
  GtkWidget *menu;               /* a child, (nullable) */

  guint order_source;                  /* puts the widgets of the rows in their order */
  double pinched;                /* the scale of the gesture that was applied */
  gint64 goal_us;                /* the time that Up and Down keep to, or DWD_TIME_NONE */
};

/* dwc-grid-view-rows.c: which rows have a widget. */
gboolean   dwc_grid_view_holds_focus (GtkWidget *widget);
int        dwc_grid_view_find_position (DwcGridView *self,
                                        GtkWidget   *widget);
void       dwc_grid_view_bind_rows (DwcGridView *self);
void       dwc_grid_view_allocate_rows (DwcGridView *self,
                                        GPtrArray   *widgets,
                                        int          width);

/* dwc-grid-view-scroll.c: what of the time and the rows is in view. */
int        dwc_grid_view_get_rows_height (DwcGridView *self);
void       dwc_grid_view_collect_ticks (DwcGridView *self);
void       dwc_grid_view_configure (DwcGridView *self,
                                    double       offset,
                                    double       top);
void       dwc_grid_view_choose_place (DwcGridView *self);
void       dwc_grid_view_scrolled_cb (GtkAdjustment *adjustment,
                                      DwcGridView   *self);

/* The view's own services to its keys and gestures. */
void       dwc_grid_view_sync (DwcGridView *self);
void       dwc_grid_view_reveal_row (DwcGridView *self,
                                     guint        position);
void       dwc_grid_view_reveal_span (DwcGridView *self,
                                      gint64       from_us,
                                      gint64       to_us);
GtkWidget *dwc_grid_view_ensure_row (DwcGridView *self,
                                     guint        position);
void       dwc_grid_view_add_bindings (GtkWidgetClass *widget_class);
void       dwc_grid_view_add_pointer (DwcGridView *self);
gboolean   dwc_grid_view_focus_entry (DwcGridView *self);
void       dwc_grid_view_popup_menu (DwcGridView *self,
                                     DwcGridBar  *bar,
                                     double       x,
                                     double       y);

G_END_DECLS
