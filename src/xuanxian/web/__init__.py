"""The shell: layout, navigation, desk, sign-in, design system."""
