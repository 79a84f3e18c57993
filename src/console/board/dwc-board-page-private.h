/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-board-page.h"
#include "dwc-inspector.h"
#include "dwc-tray.h"

G_BEGIN_DECLS

/* Shared by the page's layout (dwc-board-page.c) and its actions (dwc-board-page-actions.c). */
struct _DwcBoardPage
{
  DwcPage parent_instance;

  GtkWidget *date;
  GtkWidget *today;
  GtkWidget *tray_toggle;
  GtkWidget *inspector_toggle;
  GtkWidget *outer;                /* GtkPaned: tray | rest */
  GtkWidget *inner;                /* GtkPaned: middle | inspector */
  GtkWidget *middle;               /* GtkPaned: map over grid */
  GtkWidget *rail;
  GtkWidget *rail_button;
  GtkWidget *rail_count;
  GtkWidget *tray_flap;            /* GtkRevealer over the page */
  GtkWidget *inspector_flap;
  GtkWidget *peek;
  GtkWidget *peek_title;
  GtkWidget *peek_second;
  GtkWidget *peek_status;
  GtkWidget *peek_due;

  GtkWidget *tray;                 /* (owned): moves between pane and flap */
  GtkWidget *inspector;            /* (owned): the same */
  GtkWidget *map;                  /* (nullable) before there is a context */
  GtkWidget *grid;

  int width;
  int height;
  gboolean narrow;
  gboolean has_rail;
  gboolean tray_shown;
  gboolean inspector_shown;
  gint64 day_us;
};

void    dwc_board_page_install_actions (GtkWidgetClass *widget_class);
void    dwc_board_page_update_actions (DwcBoardPage *self);
void    dwc_board_page_set_day (DwcBoardPage *self,
                                gint64        day_us);
void    dwc_board_page_toggle_tray (DwcBoardPage *self);
void    dwc_board_page_toggle_inspector (DwcBoardPage *self);
void    dwc_board_page_open_tray (DwcBoardPage *self);
void    dwc_board_page_open_inspector (DwcBoardPage *self);
void    dwc_board_page_show_on_map (DwcBoardPage *self);

/* dwc-board-page-drop.c */
void dwc_board_page_accept_drops (DwcBoardPage *self);

/* dwc-board-page-peek.c */
GtkWidget *dwc_board_page_new_peek (DwcBoardPage *self);
void       dwc_board_page_update_peek (DwcBoardPage *self);

G_END_DECLS
