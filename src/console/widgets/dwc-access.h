/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a screen reader hears of a part that was just built. */
void dwc_access_tidy (GtkWidget *part);
/* GTK's menu buttons are two widgets; the inner one is what has the focus. */
void dwc_access_name_menu_button (GtkWidget  *button,
                                  const char *name);
/* A row is named by the words that it shows. */
void       dwc_access_name_row (GtkWidget *content);
GtkWidget *dwc_access_new_row (GtkWidget *content);

G_END_DECLS
